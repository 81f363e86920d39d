using System.Reflection;
using System.Text.RegularExpressions;
using Agency.Tests;

namespace AdminConsole;

public sealed partial class Architecture
{
    static readonly Assembly s_console = typeof(WebConsole).Assembly;
    static readonly Assembly s_agency = Assembly.Load("Agency");

    static readonly string[] s_emptySuffixes = ["Manager", "Helper", "Processor", "Dto", "Util"];

    [Fact]
    public void Razor_pages_reference_no_database_library() =>
        Assert.DoesNotContain(References(s_console), IsDatabase);

    [Fact]
    public void The_business_knows_neither_pages_nor_http() =>
        Assert.DoesNotContain(References(s_agency), IsWeb);

    [Fact]
    public void The_database_context_and_its_entities_stay_inside_the_business() =>
        Assert.Empty(PublicContextsAndEntities(s_agency.GetTypes()));

    [Fact]
    public void Nothing_public_in_the_business_speaks_of_the_database() =>
        Assert.Empty(DatabaseInSignatures(s_agency.GetExportedTypes()));

    [Fact]
    public void Public_types_of_the_business_are_named_after_what_they_are() =>
        Assert.Empty(EmptyNames(s_agency.GetExportedTypes()));

    [Fact]
    public void Every_reading_of_a_page_is_shown_where_it_failed() =>
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(TestDatabase.Checkout, "src", "AdminConsole"), "*.razor", SearchOption.AllDirectories).SelectMany(page => Unshown(File.ReadAllText(page)).Select(reading => $"{Path.GetFileName(page)}: {reading}")));

    /// <summary>A rule that cannot fail holds nothing: each one is shown something it must refuse.</summary>
    [Fact]
    public void Rules_refuse_what_they_forbid()
    {
        Assert.Contains(References(typeof(Forbidden).Assembly), IsDatabase);
        Assert.Contains(References(s_console), IsWeb);
        Assert.Equal(["Context", "Entity", "Mapped"], PublicContextsAndEntities(typeof(Forbidden).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)).Select(t => t.Name).Order());
        Assert.Equal(["Service.Find"], DatabaseInSignatures([typeof(Forbidden.Service)]));
        Assert.Equal(["_names"], Unshown("""<Loading Of="_deals" /> @_names.Value @code { readonly Loaded<Deal> _deals = new(); readonly Loaded<IReadOnlyList<string>> _names = new(); }"""));
        Assert.Equal(["DealHelper"], EmptyNames([typeof(Forbidden.DealHelper), typeof(Forbidden.Service)]));
    }

    static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    static bool IsDatabase(string assembly) =>
        assembly.StartsWith("Npgsql", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal);

    static bool IsWeb(string assembly) =>
        assembly.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal);

    static IEnumerable<Type> PublicContextsAndEntities(IReadOnlyCollection<Type> types)
    {
        var contexts = types.Where(t => Ancestors(t).Any(a => a.FullName == "Microsoft.EntityFrameworkCore.DbContext")).ToList();
        var held = contexts.SelectMany(c => c.GetProperties(Everything)).Select(p => p.PropertyType).Where(t => t.Name == "DbSet`1").Select(t => t.GenericTypeArguments[0]);
        var mapped = types.SelectMany(t => t.GetInterfaces()).Where(i => i.Name == "IEntityTypeConfiguration`1").Select(i => i.GenericTypeArguments[0]);
        return contexts.Concat(held).Concat(mapped).Distinct().Where(t => t.IsVisible);
    }

    static IEnumerable<string> DatabaseInSignatures(IEnumerable<Type> types) =>
        from type in types
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where Mentioned(member).SelectMany(Parts).Any(t => IsDatabase(t.Assembly.GetName().Name!))
        select $"{type.Name}.{member.Name}";

    static IEnumerable<string> EmptyNames(IEnumerable<Type> types) => types.Select(t => t.Name)
        .Where(name => s_emptySuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

    static IEnumerable<string> Unshown(string page) =>
        Reading().Matches(page).Select(reading => reading.Groups["name"].Value).Where(reading => !page.Contains($"Of=\"{reading}\"") && !page.Contains($"{reading}.LogError("));

    static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(p => p.ParameterType).Append((method as MethodInfo)?.ReturnType ?? typeof(void)),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };

    static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Append(type.GetElementType() ?? type);

    static IEnumerable<Type> Ancestors(Type type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType) yield return t;
    }

    const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    [GeneratedRegex(@"\bLoaded<[^;]+?>\?? (?<name>_\w+)( =|;)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reading();
}
