// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command class-api is a class API for Kubernetes clusters, an example to start from: it answers GET /namespaces with the
// namespaces of the cluster that a Connector leads to. It needs nothing but Go's standard library. docs/class-api.md
// walks through it.
package main

import (
	"flag"
	"log"
	"net/http"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8765", "The address and port to serve at.")
	certificate := flag.String("tls-cert-file", "", "The serving certificate. Without one what is served is plain http, for a try on one machine only.")
	key := flag.String("tls-private-key-file", "", "The key of the serving certificate.")
	callers := flag.String("client-ca-file", "", "The authority whose certificates callers must show. Without one everybody may call.")
	flag.Parse()

	config, err := servingConfig(*callers)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /namespaces", namespaces)
	server := &http.Server{
		Addr: *listen, Handler: mux, TLSConfig: config,
		// The credential comes in headers, and with it the certificates of many authorities.
		MaxHeaderBytes: 256 << 10, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute,
	}
	if *certificate == "" {
		log.Fatal(server.ListenAndServe())
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}
