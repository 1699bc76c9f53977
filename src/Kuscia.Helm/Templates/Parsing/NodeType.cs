namespace Kuscia.Helm.Templates.Parsing;

internal enum NodeType : byte
{
    Text,
    Action,
    Bool,
    Break,
    Chain,
    Command,
    Continue,
    Dot,
    Else,
    End,
    Field,
    Identifier,
    If,
    List,
    Nil,
    Number,
    Pipe,
    Range,
    String,
    Template,
    Variable,
    With,
}
