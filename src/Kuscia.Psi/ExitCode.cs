namespace Kuscia.Psi;

/// <summary>Exit codes of the engine; documented in docs/en/psi.md.</summary>
internal enum ExitCode
{
    /// <summary>The run succeeded.</summary>
    Success = 0,

    /// <summary>A fault of the engine itself.</summary>
    Internal = 1,

    /// <summary>Wrong command line, task config or parameter.</summary>
    Configuration = 2,

    /// <summary>The own table cannot be used.</summary>
    Input = 3,

    /// <summary>The partner refused, failed or disagrees about the task.</summary>
    Partner = 4,

    /// <summary>The partner could not be reached or fell silent.</summary>
    Timeout = 5,

    /// <summary>DataMesh could not be asked or answered with an error.</summary>
    DataMesh = 6,

    /// <summary>The result could not be written.</summary>
    Output = 7,

    /// <summary>The intersection is empty and the task does not allow that.</summary>
    EmptyResult = 8,

    /// <summary>The run was stopped by a signal.</summary>
    Stopped = 143,
}
