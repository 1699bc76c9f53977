namespace Kuscia.ApiServer.Access;

/// <summary>A Role by namespace and name, or a ClusterRole, which has no namespace.</summary>
internal readonly record struct RoleId(string? Namespace, string Name);
