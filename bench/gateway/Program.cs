using Kuscia.Gateway.Bench;

if (args is ["serve", ..])
{
    await GatewayProcess.RunAsync(args[1..]);
    return 0;
}

int rounds = 5;
int seconds = 3;
List<string> cases = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--rounds":
            rounds = int.Parse(args[++i], System.Globalization.CultureInfo.InvariantCulture);
            break;
        case "--seconds":
            seconds = int.Parse(args[++i], System.Globalization.CultureInfo.InvariantCulture);
            break;
        default:
            cases.Add(args[i]);
            break;
    }
}

return await new Comparison(rounds, seconds, cases).RunAsync();
