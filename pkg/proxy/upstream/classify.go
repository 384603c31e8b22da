// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// StatusClientClosedRequest is the code for a request whose client went away before there was an answer. Nobody receives
// it; it is for logs and metrics.
const StatusClientClosedRequest = 499

// Failure is what an error on the way to a tool means to a caller.
type Failure struct {
	// Code is the HTTP status: 502, 504, or StatusClientClosedRequest.
	Code int
	// Reason is in CamelCase.
	Reason string
	// Message is for people.
	Message string
}

// Classify says what an error of a transport means. Its message is built from fixed texts, addresses and times only:
// texts of errors may hold the URL with a credential in its query, or what a tool sent, which may be a credential too.
func Classify(err error) Failure {
	for _, classify := range []func(error) (Failure, bool){
		classifyRefusal, classifyTLS, classifyName, classifyTimeout, classifyConnection, classifyAnswer,
	} {
		if failure, ok := classify(err); ok {
			return failure
		}
	}
	return badGateway("BadGateway", "the tool could not be reached, or its answer was not understood")
}

func badGateway(reason, message string) Failure {
	return Failure{Code: http.StatusBadGateway, Reason: reason, Message: message}
}

func classifyRefusal(err error) (Failure, bool) {
	var refused *RefusedError
	switch {
	case errors.As(err, &refused):
		return badGateway("AddressRefused", "the tool's address is not allowed: "+refused.Error()), true
	case errors.Is(err, ErrClosed):
		return Failure{http.StatusServiceUnavailable, "ServiceUnavailable", "the proxy is shutting down: try again"}, true
	case errors.Is(err, context.Canceled):
		return Failure{StatusClientClosedRequest, "ClientClosedRequest", "the client went away"}, true
	}
	return Failure{}, false
}

func classifyTLS(err error) (Failure, bool) {
	const reason = "TLSVerificationFailed"
	var (
		invalid   x509.CertificateInvalidError
		host      x509.HostnameError
		authority x509.UnknownAuthorityError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
	)
	switch {
	case errors.As(err, &invalid):
		return badGateway(reason, "the tool's certificate is not acceptable: "+explainInvalid(invalid)), true
	case errors.As(err, &host):
		return badGateway(reason, "the tool's certificate is not valid for the host of the address"), true
	case errors.As(err, &authority):
		return badGateway(reason, "the tool's certificate is signed by an unknown authority: its CA certificate must be trusted first"), true
	case errors.As(err, &verify):
		return badGateway(reason, "the tool's certificate could not be verified"), true
	case errors.As(err, &record), hasText(err, "server gave HTTP response to HTTPS client"):
		return badGateway("TLSHandshakeFailed", "the tool does not speak TLS at this address: is it an http address?"), true
	case errors.As(err, &alert), hasText(err, "tls: "):
		return badGateway("TLSHandshakeFailed", "no TLS connection could be agreed on with the tool: TLS 1.2 or later is needed"), true
	}
	return Failure{}, false
}

func explainInvalid(invalid x509.CertificateInvalidError) string {
	if invalid.Reason != x509.Expired || invalid.Cert == nil {
		return "it may not be used for this purpose"
	}
	if time.Now().Before(invalid.Cert.NotBefore) {
		return "it is not valid before " + invalid.Cert.NotBefore.UTC().Format(time.RFC3339)
	}
	return "it has expired on " + invalid.Cert.NotAfter.UTC().Format(time.RFC3339)
}

func classifyName(err error) (Failure, bool) {
	var dns *net.DNSError
	if !errors.As(err, &dns) || dns.IsTimeout {
		return Failure{}, false
	}
	if dns.IsNotFound {
		return badGateway("NameNotResolved", "the host of the tool's address does not exist: names are absolute, as in tool.namespace.svc.cluster.local"), true
	}
	return badGateway("NameNotResolved", "the host of the tool's address could not be resolved"), true
}

func classifyTimeout(err error) (Failure, bool) {
	var timeout net.Error
	switch {
	case hasOp(err, "dial") && errors.As(err, &timeout) && timeout.Timeout():
		return gatewayTimeout("the connection to the tool timed out"), true
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return gatewayTimeout("the tool timed out: it did not answer in time"), true
	}
	return Failure{}, false
}

func gatewayTimeout(message string) Failure {
	return Failure{Code: http.StatusGatewayTimeout, Reason: "Timeout", Message: message}
}

func classifyConnection(err error) (Failure, bool) {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return badGateway("ConnectionRefused", "the tool refused the connection: nothing listens at its address"), true
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return badGateway("Unreachable", "there is no route to the tool's address"), true
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF), hasText(err, "server closed idle connection"):
		return badGateway("ConnectionReset", "the tool closed the connection before it had answered"), true
	case hasOp(err, "dial"):
		return badGateway("ConnectionFailed", "no connection to the tool could be made"), true
	}
	return Failure{}, false
}

// classifyAnswer recognizes errors of net/http that have no type. A test over real connections pins their texts.
func classifyAnswer(err error) (Failure, bool) {
	switch {
	case hasText(err, "server response headers exceeded"), hasText(err, "response header list larger"):
		return badGateway("AnswerTooLarge", "the header of the tool's answer is larger than 1 MiB"), true
	case hasText(err, "malformed"), hasText(err, "invalid header"), hasText(err, "Content-Length"),
		hasText(err, "unsupported transfer encoding"), hasText(err, "too many transfer encodings"):
		return badGateway("MalformedAnswer", "the tool's answer is not valid HTTP"), true
	}
	return Failure{}, false
}

func hasOp(err error, op string) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == op
}

func hasText(err error, text string) bool { return strings.Contains(err.Error(), text) }
