namespace Agency.Data;

/// <summary>A full disk is told before the server meets it.</summary>
static class DiskSpace
{
    public static void Require(string directory, long bytes)
    {
        var free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < bytes)
            throw new StartUpException($"The disk that holds {directory} has {free / 1024 / 1024} MB left and the database needs {bytes / 1024 / 1024} MB to start; free some space");
    }

    public static StartUpException Full(string directory) =>
        new($"The disk that holds {directory} is full; free some space and start again");
}
