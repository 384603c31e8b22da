// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/probe"
)

// gitKey names the Connector of connectorOf.
func gitKey() types.NamespacedName { return types.NamespacedName{Namespace: "team", Name: "git"} }

func TestResultsLastAsLongAsTheyAnswerTheQuestion(t *testing.T) {
	first := inputs{uid: "1", generation: 1, classUID: "c", classGeneration: 1, secretVersion: "5", rootsID: "a"}
	result := findings{liveness: answered(probe.Good), auth: answered(probe.Rejected)}
	for _, test := range []struct {
		name   string
		change func(*inputs)
		kept   bool
	}{
		{"nothing", func(*inputs) {}, true},
		{"another Secret", func(i *inputs) { i.secretVersion = "6" }, true},
		{"other authorities", func(i *inputs) { i.rootsID = "b" }, true},
		{"another spec", func(i *inputs) { i.generation = 2 }, false},
		{"another class", func(i *inputs) { i.classGeneration = 2 }, false},
		{"a class made anew", func(i *inputs) { i.classUID = "d" }, false},
		{"a Connector made anew", func(i *inputs) { i.uid = "2" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStates()
			s.put(gitKey(), state{inputs: first, findings: findings{liveness: finding{declared: true}, auth: finding{declared: true}}})
			if _, ok := s.record(gitKey(), first, result); !ok {
				t.Fatal("the result was not recorded")
			}
			next := first
			test.change(&next)
			before, known := s.put(gitKey(), state{inputs: next, findings: findings{liveness: finding{declared: true}}})
			got, _ := s.get(gitKey())
			if !known || before.inputs != first || got.findings.liveness.known != test.kept {
				t.Errorf("known %t, kept %t, want %t", known, got.findings.liveness.known, test.kept)
			}
			if got.findings.auth.declared {
				t.Error("a probe that the class has no more is still declared")
			}
		})
	}
}

func TestResultAboutACredentialEndsWithTheSecret(t *testing.T) {
	s := newStates()
	declared := findings{liveness: finding{declared: true}, auth: finding{declared: true}}
	s.put(gitKey(), state{inputs: inputs{secretVersion: "5"}, findings: declared})
	s.record(gitKey(), inputs{secretVersion: "5"}, findings{liveness: answered(probe.Good), auth: answered(probe.Good)})
	s.put(gitKey(), state{inputs: inputs{secretProblem: v1alpha1.ReasonSecretNotFound}, findings: declared})
	s.put(gitKey(), state{inputs: inputs{secretVersion: "7"}, findings: declared})
	got, _ := s.get(gitKey())
	if got.findings.auth.known || !got.findings.liveness.known {
		t.Errorf("after another Secret was made: auth known %t, want not; liveness known %t, want so",
			got.findings.auth.known, got.findings.liveness.known)
	}
}

func TestResultOfAnotherStateIsDropped(t *testing.T) {
	s := newStates()
	s.put(gitKey(), state{inputs: inputs{secretVersion: "6"}})
	if _, ok := s.record(gitKey(), inputs{secretVersion: "5"}, findings{liveness: answered(probe.Good)}); ok {
		t.Error("the result of a probe with the former Secret was recorded")
	}
	s.forget(gitKey())
	if _, ok := s.record(gitKey(), inputs{secretVersion: "6"}, findings{}); ok {
		t.Error("the result of a forgotten Connector was recorded")
	}
}

func TestNewest(t *testing.T) {
	version := func(version string, uid types.UID) *v1alpha1.Connector {
		return connectorOf(func(c *v1alpha1.Connector) { c.ResourceVersion, c.UID = version, uid })
	}
	for _, test := range []struct {
		name    string
		written *v1alpha1.Connector
		want    string
	}{
		{"nothing written", nil, "9"},
		{"the informers are behind", version("10", "uid-1"), "10"},
		{"the informers have caught up", version("9", "uid-1"), "9"},
		{"the informers are ahead", version("8", "uid-1"), "9"},
		{"written of one that is gone", version("10", "other"), "9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStates()
			s.put(gitKey(), state{})
			s.rememberWritten(gitKey(), test.written)
			if got := s.newest(gitKey(), version("9", "uid-1")); got.ResourceVersion != test.want {
				t.Errorf("got version %s, want %s", got.ResourceVersion, test.want)
			}
		})
	}
}

func TestWrittenServiceLastsUntilTheInformersTell(t *testing.T) {
	s := newStates()
	s.put(gitKey(), state{inputs: inputs{uid: "uid-1"}})
	s.rememberService(connectorOf(), &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "c-git"}}, s.serviceTold(connectorOf()))
	if s.writtenService("team", "c-git") == nil {
		t.Error("the Service that was written is not remembered")
	}
	owner, ok := s.serviceShown(types.NamespacedName{Namespace: "team", Name: "c-git"})
	if !ok || owner != gitKey() || s.writtenService("team", "c-git") != nil {
		t.Errorf("owner %v, known %t", owner, ok)
	}
	if _, ok := s.serviceShown(types.NamespacedName{Namespace: "team", Name: "c-other"}); ok {
		t.Error("a Service nobody ought to have belongs to somebody")
	}
}

func TestForgetLeavesNothing(t *testing.T) {
	s := newStates()
	s.put(gitKey(), state{})
	s.forget(gitKey())
	if len(s.of) != 0 || len(s.byService) != 0 {
		t.Errorf("%d states and %d names of Services are left", len(s.of), len(s.byService))
	}
}
