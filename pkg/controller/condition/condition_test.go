// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package condition

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestMessagesAreBoundedText(t *testing.T) {
	for name, message := range map[string]string{
		"long": strings.Repeat("é", 2000), "not UTF-8": "a\xffb", "cut in a character": strings.Repeat("a", 1020) + "éé",
	} {
		t.Run(name, func(t *testing.T) {
			got := False("X", "Y", message).Message
			if len(got) > maxMessage || !utf8.ValidString(got) || got == "" {
				t.Errorf("%d bytes: %q", len(got), got)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	info := False("CACertReady", "InvalidPEM", "no certificate")
	info.Severity = v1alpha1.ConditionSeverityInfo
	for _, test := range []struct {
		name string
		of   []v1alpha1.Condition
		want v1alpha1.Condition
	}{
		{"all true", []v1alpha1.Condition{True("A", ""), True("B", "NonB")}, True("Ready", "")},
		{"information does not count", []v1alpha1.Condition{True("A", ""), info}, True("Ready", "")},
		{
			"the first that is not true",
			[]v1alpha1.Condition{True("A", ""), Unknown("B", "Checking", "b"), False("C", "Bad", "c")},
			Unknown("Ready", "Checking", "b"),
		},
		{"false", []v1alpha1.Condition{False("A", "Bad", "a"), Unknown("B", "", "")}, False("Ready", "Bad", "a")},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Summary("Ready", test.of)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMergeKeepsTheTimeOfWhatStays(t *testing.T) {
	then := metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	now := metav1.NewTime(then.Add(time.Hour))
	at := func(c v1alpha1.Condition, when metav1.Time) v1alpha1.Condition {
		c.LastTransitionTime = when
		return c
	}
	before := []v1alpha1.Condition{at(True("A", ""), then), at(True("B", ""), then), at(True("Gone", ""), then)}
	got := Merge(before, []v1alpha1.Condition{True("A", "Other"), False("B", "Bad", ""), True("New", "")}, now)
	want := []v1alpha1.Condition{at(True("A", "Other"), then), at(False("B", "Bad", ""), now), at(True("New", ""), now)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTransitions(t *testing.T) {
	for _, test := range []struct {
		name   string
		before []v1alpha1.Condition
		after  []v1alpha1.Condition
		want   []Transition
	}{
		{"begins true", nil, []v1alpha1.Condition{True("A", "")}, nil},
		{"begins unknown", nil, []v1alpha1.Condition{Unknown("A", "Checking", ""), Unknown("Ready", "Checking", "")}, nil},
		{
			"becomes ready for the first time",
			[]v1alpha1.Condition{Unknown("Ready", "Checking", "")},
			[]v1alpha1.Condition{True("Ready", "")},
			[]Transition{{"Ready", corev1.EventTypeNormal, "Ready", "Condition Ready is true"}},
		},
		{
			"begins false",
			nil,
			[]v1alpha1.Condition{False("A", "Bad", "why"), False("Ready", "Bad", "why")},
			[]Transition{{"A", corev1.EventTypeWarning, "Bad", "why"}},
		},
		{"stays false", []v1alpha1.Condition{False("A", "Bad", "why")}, []v1alpha1.Condition{False("A", "Bad", "other words")}, nil},
		{
			"false for another reason",
			[]v1alpha1.Condition{False("A", "Bad", "why")},
			[]v1alpha1.Condition{False("A", "Worse", "why")},
			[]Transition{{"A", corev1.EventTypeWarning, "Worse", "why"}},
		},
		{
			"becomes true again",
			[]v1alpha1.Condition{False("A", "Bad", "why")},
			[]v1alpha1.Condition{True("A", "")},
			[]Transition{{"A", corev1.EventTypeNormal, "A", "Condition A is true"}},
		},
		{"becomes unknown", []v1alpha1.Condition{True("A", "")}, []v1alpha1.Condition{Unknown("A", "", "")}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Transitions(test.before, test.after, "Ready")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
