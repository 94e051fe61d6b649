// Command makevectors writes spec/vectors/biscuit and spec/vectors/dos: tokens that every implementation must judge alike,
// most of them such that no honest one would write.
//
// Run it from the project's root. It says which files differ from what it makes; with -update it writes them. Its keys come
// from names, not from randomness, so that each run makes the same bytes.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("folder", filepath.Join("spec", "vectors"), "the folder of the vectors")
	update := flag.Bool("update", false, "write the files, and remove those that no case makes")
	flag.Parse()
	if err := run(*folder, *update); err != nil {
		fmt.Fprintln(os.Stderr, "makevectors:", err)
		os.Exit(1)
	}
}

func run(folder string, update bool) error {
	made := files()
	stale, err := others(folder, made)
	if err != nil {
		return err
	}
	different := 0
	for name, text := range made {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, text) {
			continue
		}
		different++
		if !update {
			fmt.Println(path, "is missing or differs")
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	for _, path := range stale {
		different++
		if !update {
			fmt.Println(path, "is made by no case")
		} else if err := os.Remove(path); err != nil {
			return err
		}
	}
	fmt.Printf("%d vectors, %d differ\n", len(made), different)
	if different > 0 && !update {
		return fmt.Errorf("run again with -update, and read the difference")
	}
	return nil
}

// others lists the files in our folders that no case makes.
func others(folder string, made map[string][]byte) ([]string, error) {
	var stale []string
	for _, ours := range folders {
		found, err := filepath.Glob(filepath.Join(folder, ours, "*.txt"))
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			if _, ok := made[ours+"/"+filepath.Base(path)]; !ok {
				stale = append(stale, path)
			}
		}
	}
	return stale, nil
}
