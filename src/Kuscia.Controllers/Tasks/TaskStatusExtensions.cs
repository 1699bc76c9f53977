using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Questions to a task's status.</summary>
internal static class TaskStatusExtensions
{
    /// <summary>True once the task's pods, services and group were made.</summary>
    public static bool HasObjects(this KusciaTaskStatus? status) => status?.Conditions.IsTrue("ResourceCreated") == true;
}
