package wire_test
import ("testing";"crypto/ed25519")
func BenchmarkFloor(b *testing.B){ pub,priv,_:=ed25519.GenerateKey(nil); m:=make([]byte,300); s:=ed25519.Sign(priv,m); for b.Loop(){ if !ed25519.Verify(pub,m,s){b.Fatal()}}}
