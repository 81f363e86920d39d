using System.ComponentModel.DataAnnotations;

namespace Agency.Data;

static class Forms
{
    /// <summary>The first thing wrong with a form, checked again where it counts: the screen's own check is a courtesy.</summary>
    public static Outcome.Refused? Flaw(object form)
    {
        List<ValidationResult> flaws = [];
        return Validator.TryValidateObject(form, new ValidationContext(form), flaws, validateAllProperties: true)
            ? null
            : new(flaws[0].ErrorMessage ?? "A value is not allowed.", flaws[0].MemberNames.FirstOrDefault());
    }
}
