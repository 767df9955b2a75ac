using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class CheckpointCommandTests : IDisposable
{
    private const string Base = "recipes/quickstart/base";
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Inspect_shows_a_checkpoint_and_finds_it_whole()
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync("inspect", Base);

        Assert.True(exitCode == 0, error);
        Assert.Contains("911,744", output, StringComparison.Ordinal);
        Assert.Contains("All 47 tensors", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_names_what_the_config_asks_for_and_the_files_lack()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, Base)))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        var config = Path.Combine(_folder, "config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config))
            .Replace("\"num_hidden_layers\": 4", "\"num_hidden_layers\": 5", StringComparison.Ordinal)
            .Replace("    \"full_attention\"\n", "    \"full_attention\", \"sliding_attention\"\n", StringComparison.Ordinal));

        var (exitCode, output, _) = await Repository.OlmorlAsync("inspect", _folder, "--json");

        Assert.Equal(1, exitCode);
        var missing = JsonDocument.Parse(output).RootElement.GetProperty("missing").EnumerateArray().Select(n => n.GetString()).ToArray();
        Assert.Equal(11, missing.Length);
        Assert.Contains("model.layers.4.mlp.up_proj.weight", missing);
    }

    [Fact]
    public async Task Converting_there_and_back_gives_equal_weights()
    {
        var (there, _, error) = await Repository.OlmorlAsync("convert", Base, $"{_folder}/padded", "--vocabulary-rows", "512");
        var (back, _, _) = await Repository.OlmorlAsync("convert", $"{_folder}/padded", $"{_folder}/cut", "--vocabulary-rows", "482");

        Assert.True(there == 0, error);
        Assert.Equal(0, back);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(Repository.Root, Base, "model.safetensors")),
            await File.ReadAllBytesAsync($"{_folder}/cut/model.safetensors"));
    }

    [Theory]
    [InlineData("inspect /tmp", "config.json")]
    [InlineData($"convert {Base} {Base}", "exists")]
    [InlineData($"convert {Base} /tmp/olmorl-nowhere --dtype int8", "bfloat16")]
    [InlineData($"convert {Base} /tmp/olmorl-nowhere --vocabulary-rows 300", "482")]
    [InlineData("doctor --device tpu", "cuda")]
    public async Task A_mistake_is_one_clear_line_and_exit_code_2(string arguments, string named)
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_plainly_that_there_is_no_GPU()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "this machine has a GPU");

        var (exitCode, _, error) = await Repository.OlmorlAsync("doctor", "--device", "cuda");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("cuda is not available", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
