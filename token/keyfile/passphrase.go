package keyfile

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// workFactor makes one guess at a passphrase cost about a second and 256 MB; it is also what age itself writes. Four times
// that is read, since other tools choose by the speed of their machine; a file that asks for more is refused, so that a
// hostile one cannot take all memory.
const (
	workFactor    = 18
	maxWorkFactor = 20
)

// testOnlyWorkFactor makes tests fast.
var testOnlyWorkFactor = workFactor

// encrypted tells whether data is an age file in its text form.
func encrypted(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte(armor.Header))
}

func encrypt(data []byte, passphrase string) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(testOnlyWorkFactor)
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	body, err := age.Encrypt(text, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := body.Write(data); err != nil {
		return nil, err
	}
	if err := errors.Join(body.Close(), text.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decrypt(data []byte, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return nil, ErrPassphrase
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	// The reader of the text form demands that nothing but white space stands behind it.
	body, err := age.Decrypt(armor.NewReader(bytes.NewReader(data)), identity)
	if err != nil {
		if errors.Is(err, age.ErrIncorrectIdentity) {
			return nil, ErrPassphrase
		}
		return nil, ErrNoKey
	}
	out, err := io.ReadAll(io.LimitReader(body, MaxSize+1))
	if err != nil {
		return nil, ErrNoKey
	}
	if len(out) > MaxSize {
		return nil, ErrTooLarge
	}
	return out, nil
}
