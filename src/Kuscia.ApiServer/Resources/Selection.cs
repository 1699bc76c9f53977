using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Selectors;

namespace Kuscia.ApiServer.Resources;

/// <summary>Which objects of a collection a caller wants.</summary>
internal sealed record Selection(LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>All objects.</summary>
    public static readonly Selection Everything = new(LabelSelector.Everything, FieldSelector.Everything);

    /// <summary>True when nothing is filtered.</summary>
    public bool IsEverything => Labels.IsEmpty && Fields.IsEmpty;

    /// <summary>Parses both selectors; throws BadRequest with the place of the fault.</summary>
    public static Selection Parse(KindDescriptor kind, string? labels, string? fields)
    {
        try
        {
            Selection selection = new(LabelSelector.Parse(labels), FieldSelector.Parse(fields));
            SelectableFields.Check(kind, selection.Fields);
            return selection;
        }
        catch (SelectorException fault)
        {
            throw ApiErrors.BadRequest(fault.Message);
        }
    }

    /// <summary>True when the object is wanted.</summary>
    public bool Matches(StoredObject item) => Labels.Matches(item.Label) && Fields.Matches(field => SelectableFields.Value(item, field));
}
