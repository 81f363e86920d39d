using System.Runtime.CompilerServices;
using Agency.Approvals;

namespace Agency.Tests.Approvals;

public sealed class The_catalogue_of_operations
{
    [Fact]
    public void Has_words_for_every_operation_there_is()
    {
        var intents = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract)
            .Select(type => ((Operation)RuntimeHelpers.GetUninitializedObject(type)).Intent).Distinct(StringComparer.Ordinal);

        Assert.Equal(intents.Order(StringComparer.Ordinal), OperationNames.All.Order(StringComparer.Ordinal));
    }
}
