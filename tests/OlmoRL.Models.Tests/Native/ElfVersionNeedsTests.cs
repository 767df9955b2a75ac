using OlmoRL.Models.Native;

namespace OlmoRL.Models.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    [Fact]
    public void In_TorchSharps_library_one_need_becomes_weak_and_nothing_else_changes()
    {
        var path = Directory.EnumerateFiles(NativeFolder(), "libLibTorchSharp.so", SearchOption.AllDirectories)
            .FirstOrDefault(f => !f.Contains("libstdcxx12", StringComparison.Ordinal));
        Assert.SkipWhen(path is null, "TorchSharp's Linux library is not here");
        var original = File.ReadAllBytes(path!);
        var patched = (byte[])original.Clone();

        var changed = ElfVersionNeeds.Weaken(patched, "GLIBCXX_3.4.32");

        Assert.Equal(1, changed);
        Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != patched[i]);
    }

    [Fact]
    public void A_version_that_nothing_needs_changes_nothing()
    {
        var path = Directory.EnumerateFiles(NativeFolder(), "libLibTorchSharp.so").FirstOrDefault();
        Assert.SkipWhen(path is null, "TorchSharp's Linux library is not here");
        var bytes = File.ReadAllBytes(path!);

        Assert.Equal(0, ElfVersionNeeds.Weaken(bytes, "GLIBCXX_9.9.9"));
        Assert.Equal(File.ReadAllBytes(path!), bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ and other things that are no ELF file, padded to more than sixty-four bytes")]
    public void What_is_no_ELF_file_is_refused(string content) =>
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Weaken(System.Text.Encoding.ASCII.GetBytes(content), "X"));

    private static string NativeFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "native")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "native", "cpu");
    }
}
