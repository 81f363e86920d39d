using System.Xml.Linq;
using Agency.People;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AdminConsole.SignIn;

/// <summary>What protects cookies and forms is kept in the database, so that a session begun at one console is known to all.</summary>
sealed class KeysInDatabase(ConsoleKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Read().Select(xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => keys.Keep(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
