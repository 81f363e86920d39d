using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Agency.People;

/// <summary>The secret of a machine's key: 256 random bits behind <c>ack_</c>, shown once. Only its SHA-256 is kept; with that many bits, no salt and no slow hash is needed.</summary>
static class ApiSecret
{
    public const string Prefix = "ack_";

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
