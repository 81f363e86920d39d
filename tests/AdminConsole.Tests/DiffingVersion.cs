// bUnit was compiled against AngleSharp.Diffing 1.1.1, of which only 0.17.0 can be restored (see bUnit.props). A higher
// version than the one found never binds by itself; this answers with the dll that lies beside the tests.
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AdminConsole;

static class DiffingVersion
{
#pragma warning disable CA2255 // The binding must be in place before any test class of this assembly is loaded.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Accept() => AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == "AngleSharp.Diffing"
        ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "AngleSharp.Diffing.dll"))
        : null;
}
