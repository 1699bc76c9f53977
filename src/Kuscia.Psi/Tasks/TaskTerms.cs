namespace Kuscia.Psi.Tasks;

/// <summary>What both engines of a task must agree on, in words that an error message can show.</summary>
internal static class TaskTerms
{
    /// <summary>The terms of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="protocol">The name of the protocol with its fixed parameters.</param>
    /// <param name="own">Which of the inputs is the own one: 0 or 1.</param>
    public static IReadOnlyDictionary<string, string> Of(TaskModel task, string protocol, int own)
    {
        PsiParameters p = task.Parameters;
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = "1",
            ["protocol"] = protocol,
            ["join_type"] = "inner_join",
            ["keys of input 1"] = string.Join(",", p.Keys[0]),
            ["keys of input 2"] = string.Join(",", p.Keys[1]),
            ["owner of input 1"] = own == 0 ? task.Self : task.Peer,
            ["owner of input 2"] = own == 1 ? task.Self : task.Peer,
            ["receiver_parties"] = Receivers(task),
            ["sort_result"] = Text(p.SortResult),
            ["allow_empty_result"] = Text(p.AllowEmptyResult),
            ["input_ds1_keys_duplicated"] = Text(p.KeysMayRepeat[0]),
            ["input_ds2_keys_duplicated"] = Text(p.KeysMayRepeat[1]),
        };
    }

    /// <summary>The parties that receive the result, in one order at both parties.</summary>
    public static string Receivers(TaskModel task) =>
        string.Join(",", new[] { task.Self, task.Peer }.Where(task.Parameters.Receives).Order(StringComparer.Ordinal));

    private static string Text(bool value) => value ? "true" : "false";
}
