using System.Text;
using Kuscia.Helm.Schemas;

namespace Kuscia.Helm.Tests.Values;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{"required":["a","b"]}""", """{"a":1}""", "(root): b is required")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", "a: Invalid type. Expected: string, given: integer")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":1.5}""", "a: Invalid type. Expected: [string,null], given: number")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":2.0}""", "")]
    [InlineData("""{"properties":{"a":{"minimum":3}}}""", """{"a":2}""", "a: Must be greater than or equal to 3")]
    [InlineData("""{"properties":{"a":{"exclusiveMinimum":3}}}""", """{"a":3}""", "a: Must be greater than 3")]
    [InlineData("""{"properties":{"a":{"maximum":3,"exclusiveMaximum":true}}}""", """{"a":3}""", "a: Must be less than 3")]
    [InlineData("""{"properties":{"a":{"multipleOf":0.1}}}""", """{"a":0.3}""", "")]
    [InlineData("""{"properties":{"a":{"multipleOf":2}}}""", """{"a":3}""", "a: Must be a multiple of 2")]
    [InlineData("""{"properties":{"a":{"minLength":3,"maxLength":1}}}""", """{"a":"xy"}""", "a: String length must be greater than or equal to 3|a: String length must be less than or equal to 1")]
    [InlineData("""{"properties":{"a":{"pattern":"^b"}}}""", """{"a":"xy"}""", "a: Does not match pattern '^b'")]
    [InlineData("""{"properties":{"a":{"format":"ipv4"}}}""", """{"a":"1.2.3"}""", "")]
    [InlineData("""{"properties":{"a":{"format":"email"}}}""", """{"a":"nobody"}""", "a: Does not match format 'email'")]
    [InlineData("""{"properties":{"a":{"const":1}}}""", """{"a":2}""", "a: a does not match: 1")]
    [InlineData("""{"enum":[{},1]}""", """{"a":2}""", "(root): (root) must be one of the following: {}, 1")]
    [InlineData("""{"additionalProperties":false,"properties":{"a":{}}}""", """{"a":1,"b":2}""", "(root): Additional property b is not allowed")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"b":2}""", "b: Invalid type. Expected: string, given: integer")]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false}""", """{"x1":2}""", "x1: Invalid type. Expected: string, given: integer")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":2}""", "(root): Property name of \"ab\" does not match|(root): String length must be less than or equal to 1")]
    [InlineData("""{"minProperties":2}""", """{"a":2}""", "(root): Must have at least 2 properties")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", """{"a":2}""", "(root): Has a dependency on b")]
    [InlineData("""{"properties":{"a":{"items":{"type":"string"},"minItems":3}}}""", """{"a":["x",1]}""", "a.1: Invalid type. Expected: string, given: integer|a: Array must have at least 3 items")]
    [InlineData("""{"properties":{"a":{"items":[{}],"additionalItems":false}}}""", """{"a":[1,2]}""", "a: No additional items allowed on array")]
    [InlineData("""{"properties":{"a":{"uniqueItems":true}}}""", """{"a":[1,2,1]}""", "a: array items[0,2] must be unique")]
    [InlineData("""{"properties":{"a":{"contains":{"type":"string"}}}}""", """{"a":[1]}""", "a: At least one of the items must match|a: Invalid type. Expected: string, given: integer")]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]}]}""", "{}", "(root): Must validate at least one schema (anyOf)|(root): a is required")]
    [InlineData("""{"oneOf":[{"required":["a"]},{}]}""", """{"a":1}""", "(root): Must validate one and only one schema (oneOf)")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1}""", "(root): Must validate all the schemas (allOf)|(root): b is required")]
    [InlineData("""{"not":{"required":["a"]}}""", """{"a":1}""", "(root): Must not validate the schema (not)")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}""", "(root): Must validate \"then\" as \"if\" was valid|(root): b is required")]
    [InlineData("""{"properties":{"a":{"$ref":"#/definitions/port"}},"definitions":{"port":{"maximum":9}}}""", """{"a":10}""", "a: Must be less than or equal to 9")]
    [InlineData("""{"properties":{"a":{"$ref":"#p"}},"definitions":{"port":{"$id":"#p","maximum":9}}}""", """{"a":10}""", "a: Must be less than or equal to 9")]
    [InlineData("""{"properties":{"next":{"$ref":"#"},"v":{"type":"string"}}}""", """{"next":{"next":{"v":1}}}""", "next.next.v: Invalid type. Expected: string, given: integer")]
    [InlineData("true", "{}", "")]
    [InlineData("false", "{}", "(root): False always fails validation")]
    public void Faults_are_worded_by_key(string schema, string value, string expected) =>
        Assert.Equal(expected, string.Join('|', SchemaValidator.Validate(Encoding.UTF8.GetBytes(schema), value)).Replace("(root): (root)", "(root): (root)"));

    [Theory]
    [InlineData("{", "the schema is not valid JSON")]
    [InlineData("""{"$ref":"http://example.org/s.json"}""", "leaves the schema")]
    [InlineData("""{"$ref":"file:///etc/passwd"}""", "leaves the schema")]
    [InlineData("""{"$ref":"#/nothing"}""", "Object has no key 'nothing'")]
    [InlineData("""{"$ref":"#"}""", "refers to itself without end")]
    [InlineData("""{"minProperties":"x"}""", "the schema is malformed")]
    [InlineData("""{"properties":{"a":{"pattern":"(?=x)"}}}""", "error parsing regexp")]
    public void Unusable_schemas_are_named(string schema, string expected) =>
        Assert.Contains(expected, Assert.Throws<SchemaException>(() => SchemaValidator.Validate(Encoding.UTF8.GetBytes(schema), """{"a":"x"}""")).Message);
}
