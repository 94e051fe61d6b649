package keyfile

func init() { testOnlyWorkFactor = 2 }
