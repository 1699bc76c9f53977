using System.CommandLine;
using Kuscia.Identity;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia key generate</c>: what <c>scripts/deploy/generate_rsa_key.sh</c> does.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        Command generate = new("generate", "Make an RSA-2048 key and print it as one line of base64");
        generate.SetAction(_ => Console.Out.WriteLine(RsaKeys.Generate()));
        return new Command("key", "Domain keys") { generate };
    }
}
