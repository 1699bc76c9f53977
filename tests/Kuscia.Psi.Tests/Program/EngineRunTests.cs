using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Program;

public sealed class EngineRunTests
{
    private const string Alice = "id1,age\n3,30\n1,10\n10,100\n2,20\n7,70\n";
    private const string Bob = "id2,y\n10,1\n5,0\n3,1\n2,0\n";

    [Fact]
    public async Task Both_parties_get_their_rows_of_the_common_keys_sorted_as_strings()
    {
        using EnginePair pair = new(new TaskConfig(), Alice, Bob);

        PsiException?[] failures = await pair.RunAsync(refuseFirst: 3);

        Assert.All(failures, Assert.Null);
        Assert.Equal(["id1,age", "10,100", "2,20", "3,30"], pair.Rows(0));
        Assert.Equal(["id2,y", "10,1", "2,0", "3,1"], pair.Rows(1));
    }

    [Fact]
    public async Task Without_sorting_rows_keep_the_order_of_their_table()
    {
        using EnginePair pair = new(new TaskConfig { Sort = false }, Alice, Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(["id1,age", "3,30", "10,100", "2,20"], pair.Rows(0));
        Assert.Equal(["id2,y", "10,1", "3,1", "2,0"], pair.Rows(1));
    }

    [Fact]
    public async Task Repeated_keys_come_out_as_the_rows_of_an_inner_join_in_step()
    {
        using EnginePair pair = new(
            new TaskConfig(), "id1,a\nk,1\nz,9\nk,2\nonly,3\n", "id2,b\nk,x\nk,y\nq,0\nk,z\nz,w\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        string[] joined = [.. pair.Rows(0).Zip(pair.Rows(1), (a, b) => $"{a}|{b}").Skip(1).Order(StringComparer.Ordinal)];
        Assert.Equal(["k,1|k,x", "k,1|k,y", "k,1|k,z", "k,2|k,x", "k,2|k,y", "k,2|k,z", "z,9|z,w"], joined);
    }

    [Fact]
    public async Task A_repeated_key_that_the_task_rules_out_is_named_without_its_value()
    {
        using EnginePair pair = new(new TaskConfig { Repeat1 = false }, "id1,a\nsecret,1\nz,9\nsecret,2\n", "id2,b\nz,w\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.Equal(ExitCode.Input, failures[0]?.Code);
        Assert.Contains("row 3", failures[0]?.Message, StringComparison.Ordinal);
        Assert.Contains("(id1)", failures[0]?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failures[0]?.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Partner, failures[1]?.Code);
        Assert.Contains("alice", failures[1]?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_several_columns_with_quotes_commas_line_breaks_and_UTF_8_match_by_value()
    {
        TaskConfig config = new() { Keys1 = ["k1", "k2"], Keys2 = ["p", "q"] };
        using EnginePair pair = new(
            config,
            "k1,k2,v\r\n\"a\",bc,1\r\nab,c,2\r\n\"x,\"\"y\"\"\",\"two\nlines\",3\r\n\u4e2d\u6587,\u00e9,4\r\n,,5\r\n",
            "v,q,p\nb,c,ab\nc,\"two\nlines\",\"x,\"\"y\"\"\"\nd,\u00e9,\"\u4e2d\u6587\"\ne,\"\",\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(
            "k1,k2,v\n,,5\nab,c,2\n\"x,\"\"y\"\"\",\"two\nlines\",3\n\u4e2d\u6587,\u00e9,4\n", await File.ReadAllTextAsync(pair.Outputs[0]));
        Assert.Equal(
            "v,q,p\ne,\"\",\nb,c,ab\nc,\"two\nlines\",\"x,\"\"y\"\"\"\nd,\u00e9,\"\u4e2d\u6587\"\n", await File.ReadAllTextAsync(pair.Outputs[1]));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    public async Task A_sole_receiver_gets_its_rows_and_the_other_nothing(string receiver)
    {
        using EnginePair pair = new(new TaskConfig { Receivers = [receiver] }, Alice, Bob);
        int index = receiver == "alice" ? 0 : 1;

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(4, pair.Rows(index).Length);
        Assert.False(File.Exists(pair.Outputs[1 - index]));
        Assert.DoesNotContain("common keys", pair.Logs[1 - index].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_result_is_an_error_unless_allowed()
    {
        using EnginePair refused = new(new TaskConfig(), "id1,a\n1,1\n", "id2,b\n2,2\n");
        using EnginePair allowed = new(new TaskConfig { AllowEmpty = true }, "id1,a\n1,1\n", "id2,b\n2,2\n");

        PsiException?[] failures = await refused.RunAsync();
        PsiException?[] none = await allowed.RunAsync();

        Assert.Contains(failures, f => f?.Code == ExitCode.EmptyResult);
        Assert.All(failures, f => Assert.Contains("no key in common", f?.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(refused.Folder, "*out*"));
        Assert.All(none, Assert.Null);
        Assert.Equal(["id1,a"], allowed.Rows(0));
        Assert.Equal(["id2,b"], allowed.Rows(1));
    }

    [Fact]
    public async Task Tables_without_rows_are_allowed_when_an_empty_result_is()
    {
        using EnginePair pair = new(new TaskConfig { AllowEmpty = true }, "id1,a\n", Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(["id2,y"], pair.Rows(1));
    }

    [Fact]
    public async Task A_difference_in_parameters_is_named_by_both()
    {
        TaskConfig config = new() { Sort = true };
        using EnginePair pair = new(config, Alice, Bob)
        {
            BobConfig = new TaskConfig { Sort = false, Ports = config.Ports },
        };

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, f => Assert.Equal(ExitCode.Partner, f?.Code));
        Assert.All(failures, f => Assert.Contains("sort_result", f?.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Engines_of_different_tasks_refuse_each_other()
    {
        TaskConfig config = new() { TaskId = "task-a", ConnectMilliseconds = 1500, StallMilliseconds = 1500 };
        using EnginePair pair = new(config, Alice, Bob) { BobConfig = new TaskConfig { TaskId = "task-b", Ports = config.Ports, ConnectMilliseconds = 1500, StallMilliseconds = 1500 } };

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.NotNull);
        Assert.Contains(failures, f => f?.Message.Contains("task-a", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_missing_key_column_is_named_with_those_there_are()
    {
        using EnginePair pair = new(new TaskConfig { Keys1 = ["uid"] }, Alice, Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.Equal("table alice.csv has no key column \"uid\"; its columns are id1, age; name one of them in the task or add the column", failures[0]?.Message);
        Assert.Contains("input table cannot be used", failures[1]?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_very_different_size_intersect()
    {
        string large = "id1,v\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => $"{i},{i % 7}\n"));
        using EnginePair pair = new(new TaskConfig(), large, "id2,w\n8999,a\n-1,b\n0,c\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Equal(["id1,v", "0,0", "8999,4"], pair.Rows(0));
        Assert.Equal(["id2,w", "0,c", "8999,a"], pair.Rows(1));
    }

    [Fact]
    public async Task Logs_hold_no_row_data()
    {
        using EnginePair pair = new(new TaskConfig(), "id1,a\ncanary-key,canary-value\n", "id2,b\ncanary-key,canary-value\n");

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.All(pair.Logs, log => Assert.DoesNotContain("canary", log.ToString(), StringComparison.Ordinal));
        Assert.All(pair.Logs, log => Assert.Contains("common keys: 1", log.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_lost_on_the_way_do_no_harm()
    {
        string[] ids = [.. Enumerable.Range(0, 9_000).Select(i => $"{i}\n")];
        using EnginePair pair = new(new TaskConfig(), $"id1\n{string.Concat(ids)}", $"id2\n{string.Concat(ids[8_500..])}");

        PsiException?[] failures = await pair.RunAsync(loseEvery: 3);

        Assert.All(failures, Assert.Null);
        Assert.Equal(["id1", .. ids[8_500..].Select(i => i.TrimEnd())], pair.Rows(0));
    }

    [Fact]
    public async Task A_slow_way_to_the_partner_takes_longer_and_does_no_harm()
    {
        using EnginePair pair = new(new TaskConfig { StallMilliseconds = 2_000 }, Alice, Bob);

        PsiException?[] failures = await pair.RunAsync(delay: TimeSpan.FromMilliseconds(400));

        Assert.All(failures, Assert.Null);
        Assert.Equal(4, pair.Rows(0).Length);
    }

    [Fact]
    public async Task Progress_is_reported_through_the_gateway()
    {
        using EnginePair pair = new(new TaskConfig(), Alice, Bob);

        PsiException?[] failures = await pair.RunAsync();

        Assert.All(failures, Assert.Null);
        Assert.Contains("{\"progress\":0.05}", pair.Progress);
        Assert.Contains("{\"progress\":1}", pair.Progress);
    }
}
