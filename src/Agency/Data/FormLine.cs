namespace Agency.Data;

/// <summary>One of the lines of a form. <see cref="Id"/> is null for one that is not saved yet.</summary>
public interface IFormLine
{
    Guid? Id { get; }
}
