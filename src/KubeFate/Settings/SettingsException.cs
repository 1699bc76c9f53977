namespace KubeFate.Settings;

/// <summary>The settings cannot be read or are wrong; the message is for the person at the terminal.</summary>
/// <param name="message">What is wrong, with key, value and cure.</param>
internal sealed class SettingsException(string message) : Exception(message);
