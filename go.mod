module github.com/hardtack-auth/hardtack

go 1.26

require (
	github.com/biscuit-auth/biscuit-go/v2 v2.2.0
	google.golang.org/protobuf v1.36.12
	pgregory.net/rapid v1.3.0
)
