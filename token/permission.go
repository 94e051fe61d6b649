package token

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxOperation is the length in bytes of the longest operation.
const MaxOperation = 128

// Permission is the right to do one operation on a resource, or on everything below one.
type Permission struct {
	Operation string // such as "repos:read"; any text without white space, @, * and commas
	Resource  string // canonical; with a slash at the end it includes everything below. "/" is everything
}

// ParsePermission reads operation@resource, such as repos:read@/acme/site. Without a resource it is the operation on "/",
// that is on everything.
func ParsePermission(s string) (Permission, error) {
	p := Permission{Operation: s, Resource: "/"}
	if operation, resource, ok := strings.Cut(s, "@/"); ok {
		canonical, err := CanonicalResource("/" + resource)
		if err != nil {
			return Permission{}, err
		}
		p = Permission{operation, canonical}
	}
	if err := p.Check(); err != nil {
		return Permission{}, err
	}
	return p, nil
}

// ParsePermissions reads a list of permissions separated by commas.
func ParsePermissions(s string) ([]Permission, error) {
	var out []Permission
	for _, part := range strings.Split(s, ",") {
		p, err := ParsePermission(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// String gives operation@resource.
func (p Permission) String() string { return p.Operation + "@" + p.Resource }

// Covers tells whether p allows everything that q allows.
func (p Permission) Covers(q Permission) bool {
	return p.Operation == q.Operation && covers(p.Resource, q.Resource)
}

// Check returns nil when operation and resource are well formed.
func (p Permission) Check() error {
	if err := checkOperation(p.Operation); err != nil {
		return err
	}
	return checkCanonical(p.Resource)
}

func checkOperation(s string) error {
	switch {
	case s == "":
		return errors.New("a permission needs an operation, as in repos:read@/acme/")
	case len(s) > MaxOperation:
		return fmt.Errorf("the operation is longer than %d bytes", MaxOperation)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fmt.Errorf("operation %q has white space or control characters", s)
	case strings.ContainsAny(s, "*,"):
		// No wildcards: a service that grows an operation must not widen old tokens (spec/profile.md, "Operations").
		return fmt.Errorf("operation %q has a character that operations cannot have (* or a comma)", s)
	case strings.Contains(s, "@"):
		return fmt.Errorf("operation %q has an @; after one comes a resource, which starts with a slash", s)
	}
	return nil
}
