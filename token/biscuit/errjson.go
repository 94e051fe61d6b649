package biscuit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hardtack-auth/hardtack/token/datalog"
	"github.com/hardtack-auth/hardtack/token/internal/sign"
	"github.com/hardtack-auth/hardtack/token/internal/wire"
	"github.com/hardtack-auth/hardtack/token/syntax"
)

// variant is one arm of an enum in the JSON of the reference, which tags values from outside: {"Name": value}.
func variant(name string, value any) any { return map[string]any{name: value} }

// ErrorJSON returns an error of this package in the JSON form of the reference, as in samples.json: what stands there
// beside "Err". Errors that the reference does not have take the nearest form, or a name of their own.
func ErrorJSON(err error) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // Datalog is full of < and >
	if e.Encode(reference(err)) != nil {
		return json.RawMessage(`"InternalError"`)
	}
	return bytes.TrimSpace(out.Bytes())
}

func reference(err error) any {
	if d, ok := errors.AsType[*DeniedError](err); ok {
		return variant("FailedLogic", d.reference())
	}
	if errors.Is(err, ErrSealed) {
		return "AlreadySealed"
	}
	if shape := limitShape(err); shape != nil {
		return variant("RunLimit", shape)
	}
	if shape := executionShape(err); shape != nil {
		return variant("Execution", shape)
	}
	if shape := formatShape(err); shape != nil {
		return variant("Format", shape)
	}
	if u, ok := errors.AsType[*datalog.UnboundError](err); ok {
		// The first number is always 0 in the reference, whichever block the rule is in.
		return variant("FailedLogic", variant("InvalidBlockRule", []any{0, syntax.FormatRule(u.Rule)}))
	}
	if shape := languageShape(err); shape != nil {
		return variant("Language", shape)
	}
	if t, ok := errors.AsType[*wire.TextError](err); ok {
		return variant("Base64", t.Error())
	}
	return "InternalError"
}

type failedCheck struct {
	BlockID *int   `json:"block_id,omitempty"`
	CheckID int    `json:"check_id"`
	Rule    string `json:"rule"`
}

func (e *DeniedError) reference() any {
	d := &e.Decision
	checks := make([]any, 0, len(d.Failed))
	for _, c := range d.Failed {
		f := failedCheck{CheckID: c.Index, Rule: syntax.FormatCheck(c.Check)}
		if c.Block == datalog.AuthorizerID {
			checks = append(checks, variant("Authorizer", f))
			continue
		}
		f.BlockID = &c.Block
		checks = append(checks, variant("Block", f))
	}
	if !d.Matched {
		return variant("NoMatchingPolicy", map[string]any{"checks": checks})
	}
	policy := "Deny"
	if d.Kind == datalog.Allow {
		policy = "Allow"
	}
	return variant("Unauthorized", map[string]any{"policy": variant(policy, d.Policy), "checks": checks})
}

func limitShape(err error) any {
	switch {
	case errors.Is(err, datalog.ErrTooManyFacts):
		return "TooManyFacts"
	case errors.Is(err, datalog.ErrTooManyIterations):
		return "TooManyIterations"
	case errors.Is(err, datalog.ErrTimeout):
		return "Timeout"
	case errors.Is(err, datalog.ErrTooManySteps):
		return "TooManySteps" // the reference counts time instead
	}
	return nil
}

func executionShape(err error) any {
	if x, ok := errors.AsType[*datalog.ExternError](err); ok {
		if errors.Is(x, datalog.ErrUnknownExtern) {
			return variant("UndefinedExtern", x.Name)
		}
		return variant("ExternEvalError", []string{x.Name, x.Message})
	}
	for _, e := range []struct {
		err  error
		name string
	}{
		{datalog.ErrType, "InvalidType"},
		{datalog.ErrOverflow, "Overflow"},
		{datalog.ErrDivideByZero, "DivideByZero"},
		{datalog.ErrStack, "InvalidStack"},
		{datalog.ErrShadowed, "ShadowedVariable"},
		{datalog.ErrUnknownVar, "UnknownVariable"},
		{datalog.ErrRegex, "UnsupportedRegex"}, // the reference has another dialect
	} {
		if errors.Is(err, e.err) {
			return e.name
		}
	}
	return nil
}

func formatShape(err error) any {
	if errors.Is(err, ErrUnknownRoot) {
		return "UnknownPublicKey"
	}
	if errors.Is(err, ErrProof) {
		return variant("Signature", variant("InvalidSignature", ErrProof.Error()))
	}
	if errors.Is(err, wire.ErrUnknownExternalKey) {
		return "UnknownExternalKey"
	}
	if e, ok := errors.AsType[*sign.SignatureError](err); ok {
		return variant("Signature", variant("InvalidSignature", e.Reference()))
	}
	if e, ok := errors.AsType[*sign.SignatureFormatError](err); ok {
		return variant("BlockSignatureDeserializationError", e.Reference())
	}
	if e, ok := errors.AsType[*sign.KeySizeError](err); ok {
		return variant("InvalidKeySize", e.Size)
	}
	if e, ok := errors.AsType[*sign.KeyError](err); ok {
		return variant("InvalidKey", e.Reference())
	}
	if e, ok := errors.AsType[*wire.VersionError](err); ok {
		return variant("Version", map[string]uint32{"maximum": e.Maximum, "minimum": e.Minimum, "actual": e.Actual})
	}
	if e, ok := errors.AsType[*wire.UnknownSymbolError](err); ok {
		return variant("UnknownSymbol", e.Index)
	}
	if _, ok := errors.AsType[*wire.SymbolOverlapError](err); ok {
		return "SymbolTableOverlap"
	}
	if _, ok := errors.AsType[*wire.KeyOverlapError](err); ok {
		return "PublicKeyTableOverlap"
	}
	unreadable := "DeserializationError"
	if ReasonOf(err) == ReasonBlock {
		unreadable = "BlockDeserializationError"
	}
	if e, ok := errors.AsType[*wire.MalformedError](err); ok {
		return variant(unreadable, e.Error())
	}
	if e, ok := errors.AsType[*wire.DeserializationError](err); ok {
		return variant("DeserializationError", e.Error())
	}
	if e, ok := errors.AsType[*wire.LimitError](err); ok {
		return variant(unreadable, e.Error())
	}
	if e, ok := errors.AsType[*sign.AlgorithmError](err); ok {
		return variant("DeserializationError", e.Error())
	}
	return nil
}

// languageShape is what the reference reports of texts: each statement that does not parse, or parameters.
func languageShape(err error) any {
	if p, ok := errors.AsType[*syntax.ParameterError](err); ok {
		return variant("Parameters", map[string][]string{
			"missing_parameters": append([]string{}, p.Missing...),
			"unused_parameters":  append([]string{}, p.Unused...),
		})
	}
	type parseError struct {
		Input   string `json:"input"`
		Message string `json:"message"`
	}
	var list syntax.Errors
	if one, ok := errors.AsType[*syntax.Error](err); ok {
		list = syntax.Errors{one}
	}
	if many, ok := errors.AsType[syntax.Errors](err); ok {
		list = many
	}
	if list == nil {
		return nil
	}
	out := make([]parseError, len(list))
	for i, e := range list {
		out[i] = parseError{Input: e.Excerpt, Message: fmt.Sprint(e)}
	}
	return variant("ParseError", map[string]any{"errors": out})
}
