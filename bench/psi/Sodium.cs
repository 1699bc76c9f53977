using System.Runtime.InteropServices;

namespace Kuscia.Psi.Bench;

/// <summary>libsodium, when the machine has it: the yardstick, never a dependency.</summary>
internal static partial class Sodium
{
    private const string Library = "libsodium.so.23";

    /// <summary>Loads and initialises the library.</summary>
    public static bool TryStart() => NativeLibrary.TryLoad(Library, out _) && Initialize() >= 0;

    /// <summary>Decodes, multiplies and encodes one element.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_ristretto255")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static unsafe partial int Multiply(byte* product, byte* scalar, byte* element);

    /// <summary>Maps 64 bytes to an element.</summary>
    [LibraryImport(Library, EntryPoint = "crypto_core_ristretto255_from_hash")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static unsafe partial int FromHash(byte* element, byte* uniform);

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Initialize();
}
