// The members stand in the classes that are generated from the schema.
#pragma warning disable CS1591
namespace Kuscia.Protos.KusciaApi;

public sealed partial class CreateDomainDataRequest : IDomainDataFields;

public sealed partial class UpdateDomainDataRequest : IDomainDataFields;

public sealed partial class DomainData : IDomainDataFields;
