using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>The Master Password algorithm: a site password from a master password, a user, a site and a counter.</summary>
internal static class DerivedPassword
{
    private const string Seed = "com.lyndir.masterpassword";
    private const string UpperVowels = "AEIOU";
    private const string UpperConsonants = "BCDFGHJKLMNPQRSTVWXYZ";
    private const string LowerVowels = "aeiou";
    private const string LowerConsonants = "bcdfghjklmnpqrstvwxyz";

    private static readonly Dictionary<string, string[]> Templates = new(StringComparer.Ordinal)
    {
        ["maximum"] = ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        ["long"] =
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
            "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        ["medium"] = ["CvcnoCvc", "CvcCvcno"],
        ["short"] = ["Cvcn"],
        ["basic"] = ["aaanaaan", "aannaaan", "aaannaaa"],
        ["pin"] = ["nnnn"],
    };

    public static string Derive(uint counter, string type, string password, string user, string site)
    {
        if (!Templates.TryGetValue(type, out string[]? templates))
        {
            return $"cannot find password template {type}";
        }
        byte[] salt = Salt(user, null);
        byte[] key = Scrypt.DeriveKey(GoText.ToBytes(password), salt, 32_768, 8, 2, 64);
        byte[] seed = HMACSHA256.HashData(key, Salt(site, counter));
        CryptographicOperations.ZeroMemory(key);
        string template = templates[seed[0] % templates.Length];
        StringBuilder derived = new(template.Length);
        for (int i = 0; i < template.Length; i++)
        {
            string characters = Characters(template[i]);
            derived.Append(characters[seed[i + 1] % characters.Length]);
        }

        return derived.ToString();
    }

    private static byte[] Salt(string name, uint? counter)
    {
        byte[] bytes = GoText.ToBytes(name);
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, (uint)bytes.Length);
        byte[] tail = [];
        if (counter is { } value)
        {
            tail = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(tail, value);
        }

        return [.. System.Text.Encoding.ASCII.GetBytes(Seed), .. number, .. bytes, .. tail];
    }

    private static string Characters(char kind) => kind switch
    {
        'C' => UpperConsonants,
        'v' => LowerVowels,
        'c' => LowerConsonants,
        'n' => "0123456789",
        'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
        'a' => UpperVowels + LowerVowels + UpperConsonants + LowerConsonants,
        _ => UpperVowels + LowerVowels + UpperConsonants + LowerConsonants + "0123456789!@#$%^&*()",
    };
}
