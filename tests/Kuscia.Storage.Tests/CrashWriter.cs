using System.Globalization;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Storage.Tests;

/// <summary>The processes that tests start: the one that <see cref="CrashTests"/> kills writes keys one after another and prints the number of each acknowledged one.</summary>
internal static class CrashWriter
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["fill-disk", string folder])
        {
            return await DiskFiller.RunAsync(folder);
        }

        if (args is ["share", .. string[] arguments])
        {
            return await SharedWriter.RunAsync(arguments);
        }

        if (args is ["register", .. string[] register])
        {
            return await Checker.RegisterInstance.RunAsync(register);
        }

        if (args is ["checker", .. string[] checker])
        {
            return await Checker.CheckerCommand.RunAsync(checker);
        }

        RevisionLogOptions options = new() { Path = args[0], Durable = true };
        await using RevisionLog log = await Store.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        for (int i = 0; i < 1_000_000; i++)
        {
            AppendResult result = await log.CreateAsync($"/registry/crash/{i:d7}", new byte[500], 0, CancellationToken.None);
            if (!result.Succeeded)
            {
                return 1;
            }

            Console.Out.Write(i.ToString(CultureInfo.InvariantCulture) + "\n");
            await Console.Out.FlushAsync();
        }

        return 0;
    }
}
