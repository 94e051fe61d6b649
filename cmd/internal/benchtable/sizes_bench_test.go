package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/hardtack-auth/hardtack"

// BenchmarkP15 measures what importing us costs: no time, so its rows have none.
func BenchmarkP15(b *testing.B) {
	for name, source := range map[string][]byte{
		"wasm-golden-path": goldenPath(b),
		"wasm-everything":  everything(b, "token", "token/biscuit", "token/syntax", "revocation", "verifier"),
	} {
		b.Run(name+"/ours", func(b *testing.B) {
			var size int
			for b.Loop() {
				size = wasmSize(b, source)
			}
			b.ReportMetric(float64(size)/1e6, "gzip-MB")
			b.ReportMetric(0, "ns/op")
		})
	}
	b.Run("modules/ours", func(b *testing.B) {
		var modules []string
		for b.Loop() {
			list := goCommand("list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./token", "./verifier")
			modules = strings.Fields(output(b, list))
			slices.Sort(modules)
			modules = slices.Compact(modules)
		}
		b.ReportMetric(float64(len(modules)), "modules")
		b.ReportMetric(0, "ns/op")
	})
}

// goldenPath returns the example of package verifier as a program: it mints, narrows and verifies.
func goldenPath(b *testing.B) []byte {
	b.Helper()
	source, err := os.ReadFile(filepath.Join(root(b), "verifier", "example_test.go"))
	if err != nil {
		b.Fatal(err)
	}
	source = bytes.Replace(source, []byte("package verifier_test\n"), []byte("package main\n"), 1)
	return bytes.Replace(source, []byte("func Example() {\n"), []byte("func main() {\n"), 1)
}

// everything returns a program that holds on to each function and method that the packages export, since the linker leaves
// out what is not used: no browser program that imports them alone is larger.
func everything(b *testing.B, folders ...string) []byte {
	var imports, uses bytes.Buffer
	for i, folder := range folders {
		fmt.Fprintf(&imports, "import p%d %q\n", i, module+"/"+folder)
		p := documented(b, folder)
		use := func(f *doc.Func) { fmt.Fprintf(&uses, "\tp%d.%s,\n", i, f.Name) }
		for _, f := range p.Funcs {
			use(f)
		}
		for _, t := range p.Types {
			for _, f := range t.Funcs {
				use(f)
			}
			for _, m := range t.Methods {
				// The receiver is written as in the source: "*Token".
				star := strings.Repeat("*", strings.Count(m.Recv, "*"))
				fmt.Fprintf(&uses, "\t(%sp%d.%s).%s,\n", star, i, t.Name, m.Name)
			}
		}
	}
	return fmt.Appendf(nil, "package main\n\n%s\nvar all = []any{\n%s}\n\nfunc main() {\n\tfor _, f := range all {\n\t\tprintln(f)\n\t}\n}\n",
		imports.Bytes(), uses.Bytes())
}

// documented returns what a package exports to the browser.
func documented(b *testing.B, folder string) *doc.Package {
	b.Helper()
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "js", "wasm", false
	found, err := context.ImportDir(filepath.Join(root(b), folder), 0)
	if err != nil {
		b.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(set, filepath.Join(found.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, file)
	}
	p, err := doc.NewFromFiles(set, files, module+"/"+folder)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// wasmSize returns the bytes of the program as a server would send it to a browser. The program is laid over the module, so
// that it is built with the module's own dependencies and no file appears in the tree.
func wasmSize(b *testing.B, source []byte) int {
	b.Helper()
	dir := b.TempDir()
	file, overlay, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "all.wasm")
	where, err := json.Marshal(map[string]any{
		"Replace": map[string]string{filepath.Join(root(b), "cmd", "internal", "benchtable", "all", "main.go"): file},
	})
	if err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{file: source, overlay: where} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	compile := goCommand("build", "-trimpath", "-ldflags=-s -w", "-overlay", overlay, "-o", binary, "./cmd/internal/benchtable/all")
	compile.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	output(b, compile)
	data, err := os.ReadFile(binary)
	if err != nil {
		b.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		b.Fatal(err)
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	return packed.Len()
}

// root returns the project's root, in full: an overlay knows no relative names.
func root(b *testing.B) string {
	b.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

func goCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = filepath.Join("..", "..", "..")
	return cmd
}

func output(b *testing.B, cmd *exec.Cmd) string {
	b.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, stderr.Bytes())
	}
	return string(out)
}
