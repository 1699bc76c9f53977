namespace Kuscia.Node.Checks;

/// <summary>A sentence for people, in the languages of the documents.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In Chinese.</param>
internal readonly record struct Words(string English, string Chinese)
{
    /// <summary>The sentence in a language: <c>zh</c>, or English for every other one.</summary>
    public string In(string language) => language == "zh" ? Chinese : English;
}
