namespace Agency.Import;

/// <summary>Users become people. Admins keep their role and may sign in; talents and brands come without a role, as people who could be invited.</summary>
sealed class UserRoute() : Route("User", TargetTable.People, "email", "name", "role", "updatedAt")
{
    public override IEnumerable<string?> Names(SourceRow row) => [row.Text("email")];

    public override Arrived? Take(SourceRow row, Destination here)
    {
        var email = row.Text("email", 320);
        var name = row.Text("name", 200) ?? email;
        var role = row.Required("role");
        if (name is null)
            row.CannotCome("name and email are both empty");
        if (role is not ("" or "SUPERADMIN" or "ADMIN" or "TALENT" or "BRAND"))
            row.CannotCome($"role is {SourceRow.Short(role)}, which is not known here");
        var (createdAt, updatedAt) = (row.Moment("createdAt"), row.Moment("updatedAt"));
        if (!row.CanCome)
            return null;

        // Two people with one e-mail could not be told apart when they sign in.
        if (email is not null && here.PeopleByEmail.TryGetValue(here.Fold(email), out var person))
        {
            here.Notes.Add($"User {row.Id} ({name}, {email}) is a person here already; they stay as they are, with the roles they have here.");
            return new Arrived(person) { WasHere = true };
        }

        var isAdmin = role is "SUPERADMIN" or "ADMIN";
        var id = here.NewId();
        here.Landing.Add(TargetTable.People, id, name, email is null ? Array.Empty<string>() : [email], isAdmin ? "active" : "invited", createdAt, updatedAt);
        if (email is not null)
            here.PeopleByEmail[here.Fold(email)] = id;
        if (isAdmin)
        {
            here.Landing.Add(TargetTable.RoleGrants, here.NewId(), id, "admin");
            here.Notes.Add($"{name} comes with the role admin.");
        }

        return new Arrived(id);
    }
}
