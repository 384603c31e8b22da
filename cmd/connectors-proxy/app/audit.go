// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"
	"go.opentelemetry.io/otel/trace"
	"gopkg.in/natefinch/lumberjack.v2"

	"connectors.alauda.io/pkg/proxy/audit"
)

const (
	// standardOutput is the path that stands for it.
	standardOutput = "-"
	// auditFileMode lets nobody else read who uses what.
	auditFileMode = 0o600
)

// AuditOptions are the flags of the audit log. They are named as those of the kube-apiserver.
type AuditOptions struct {
	// Path is a file, "-" for standard output, or empty for no audit log.
	Path string
	// MaxSize is how many megabytes a file may have before it is rotated, MaxBackup how many rotated files are kept and MaxAge
	// for how many days, with no bound if they are 0.
	MaxSize, MaxBackup, MaxAge int
}

// NewAuditOptions gives the options with their defaults.
func NewAuditOptions() AuditOptions {
	return AuditOptions{Path: standardOutput, MaxSize: 100, MaxBackup: 10}
}

// AddFlags adds the flags.
func (o *AuditOptions) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.Path, "audit-log-path", o.Path,
		"File to which one line is written for every request. '-' means standard output, and an empty value writes none.")
	flags.IntVar(&o.MaxSize, "audit-log-maxsize", o.MaxSize,
		"How many megabytes the audit log file may have before it is rotated.")
	flags.IntVar(&o.MaxBackup, "audit-log-maxbackup", o.MaxBackup,
		"How many rotated audit log files are kept; 0 means all.")
	flags.IntVar(&o.MaxAge, "audit-log-maxage", o.MaxAge,
		"For how many days rotated audit log files are kept; 0 means for ever.")
}

// Validate says everything that is wrong with the options.
func (o *AuditOptions) Validate() error {
	var errs []error
	if o.MaxSize < 1 {
		errs = append(errs, fmt.Errorf("--audit-log-maxsize must be at least 1, not %d", o.MaxSize))
	}
	if o.MaxBackup < 0 {
		errs = append(errs, fmt.Errorf("--audit-log-maxbackup must not be negative, as %d is", o.MaxBackup))
	}
	if o.MaxAge < 0 {
		errs = append(errs, fmt.Errorf("--audit-log-maxage must not be negative, as %d is", o.MaxAge))
	}
	return errors.Join(errs...)
}

// writer gives what lines are written to, nil if none are.
func (o *AuditOptions) writer() (io.Writer, error) {
	switch o.Path {
	case "":
		return nil, nil
	case standardOutput:
		return os.Stdout, nil
	}
	// The library opens the file with the first line, which is too late to learn that it cannot be written.
	file, err := os.OpenFile(o.Path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, auditFileMode)
	if err != nil {
		return nil, fmt.Errorf("opening the file of --audit-log-path: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("closing the file of --audit-log-path: %w", err)
	}
	return &lumberjack.Logger{
		Filename: o.Path, MaxSize: o.MaxSize, MaxBackups: o.MaxBackup, MaxAge: o.MaxAge,
	}, nil
}

// newAuditor makes the Auditor and its log, which is nil if there is none and must run otherwise.
func (o *AuditOptions) newAuditor(registerer audit.Registerer, tracer trace.Tracer) (*audit.Auditor, *audit.Log, error) {
	counted, err := audit.NewMetrics(registerer)
	if err != nil {
		return nil, nil, err
	}
	config := audit.Config{Metrics: counted, Tracer: tracer}
	writer, err := o.writer()
	if err != nil {
		return nil, nil, err
	}
	var log *audit.Log
	if writer != nil {
		if log, err = audit.NewLog(audit.LogConfig{Writer: writer, Metrics: counted}); err != nil {
			return nil, nil, err
		}
		config.Sink = log
	}
	auditor, err := audit.New(config)
	return auditor, log, err
}
