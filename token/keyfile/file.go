package keyfile

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Create makes a file that holds data: whole or not at all, and only when nothing of that name is there; else the error is
// [fs.ErrExist]. A symbolic link counts as being there, wherever it points.
func Create(path string, data []byte, mode fs.FileMode) error {
	temporary, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	// A hard link fails when the name is taken, and a rename does not. No error to report when the second name is gone.
	defer func() { _ = os.Remove(temporary) }()
	if err = os.Link(temporary, path); err == nil || errors.Is(err, fs.ErrExist) {
		return settle(path, err)
	}
	// A file system without hard links: reserve the name, then fill it.
	reserved, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err = reserved.Close(); err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return settle(path, nil)
}

// Replace is [Create] that puts the file in the place of another. Readers see the old one or the new one, whole.
func Replace(path string, data []byte, mode fs.FileMode) error {
	temporary, err := stage(path, data, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return settle(path, nil)
}

// stage writes data into a new file beside path and waits until it is on the disk.
func stage(path string, data []byte, mode fs.FileMode) (temporary string, err error) {
	temporary = filepath.Join(filepath.Dir(path), ".hardtack-"+rand.Text())
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(temporary))
	}
	return temporary, nil
}

// settle makes a new name last: on a Unix system it is on the disk only when its folder is.
func settle(path string, err error) error {
	if err != nil || runtime.GOOS == "windows" {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil // a folder that may be written but not read: the file is there all the same
	}
	// Some file systems cannot sync a folder, and then there is nothing to wait for.
	_ = folder.Sync()
	return folder.Close()
}

// readSecret reads a private key's file.
func readSecret(path string) ([]byte, error) {
	// Before opening, which would wait for ever on a pipe and follow a link.
	named, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !named.Mode().IsRegular() {
		return nil, ErrNotFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	opened, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// Somebody may have put another file in its place between the two.
	if !os.SameFile(named, opened) {
		return nil, ErrNotFile
	}
	if runtime.GOOS != "windows" && opened.Mode().Perm()&0o077 != 0 {
		return nil, ErrInsecure
	}
	return limited(f)
}

// readPublic reads a public key's file, which may be a link or a pipe.
func readPublic(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return limited(f)
}

func limited(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxSize {
		return nil, ErrTooLarge
	}
	return data, nil
}
