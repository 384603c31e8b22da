// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/target"
)

// probedAt is when the probes of the tests ran.
func probedAt() metav1.Time { return metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) }

func connectorOf(change ...func(*v1alpha1.Connector)) *v1alpha1.Connector {
	c := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "git", UID: "uid-1", Generation: 3},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "web", Address: "https://git.example.com"},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

func readyClass(change ...func(*v1alpha1.ConnectorClass)) *v1alpha1.ConnectorClass {
	class := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Generation: 1},
		Status: v1alpha1.ConnectorClassStatus{
			ObservedGeneration: 1,
			Conditions:         []v1alpha1.Condition{condition.True(v1alpha1.ClassReady, "")},
		},
	}
	for _, f := range change {
		f(class)
	}
	return class
}

// healthy is a Connector with everything, all of it well.
func healthy(change ...func(*observation)) observation {
	in := observation{
		connector: connectorOf(),
		secret:    target.AuthSecret{Referred: true},
		class:     readyClass(),
		liveness:  finding{declared: true, known: true, result: probe.Result{Outcome: probe.Good}, at: probedAt()},
		auth:      finding{declared: true, known: true, result: probe.Result{Outcome: probe.Good}, at: probedAt()},
		proxy: proxyFinding{
			condition: condition.True(v1alpha1.ConnectorProxyServiceReady, ""), url: "http://c-git.team.svc.cluster.local",
		},
	}
	for _, f := range change {
		f(&in)
	}
	return in
}

func problem(reason string) func(*observation) {
	return func(in *observation) {
		in.secret.Problem = &target.Unusable{Reason: reason, Message: "what is wrong"}
	}
}

func answered(outcome probe.Outcome) finding {
	return finding{declared: true, known: true, result: probe.Result{Outcome: outcome, Message: "what came back"}, at: probedAt()}
}

func TestConditions(t *testing.T) {
	const classMissing = `connector class "web" does not exist`
	noClass := func(in *observation) { in.class = nil }
	for _, test := range []struct {
		name   string
		change func(*observation)
		kind   v1alpha1.ConditionType
		want   v1alpha1.Condition // without type and probe time
	}{
		{"the class is ready", nil, "ConnectorClassReady", v1alpha1.Condition{Status: "True"}},
		{"there is no class", noClass, "ConnectorClassReady", v1alpha1.Condition{Status: "False", Reason: "ConnectorClassNotFound", Message: classMissing}},
		{
			"the class is not ready",
			func(in *observation) {
				in.class.Status.Conditions = []v1alpha1.Condition{condition.False(v1alpha1.ClassReady, "ServiceNotFound", "no Service")}
			},
			"ConnectorClassReady",
			v1alpha1.Condition{Status: "False", Reason: "ConnectorClassNotReady", Message: `connector class "web" is not ready: no Service`},
		},
		{
			"the class is new",
			func(in *observation) { in.class.Status.Conditions = nil },
			"ConnectorClassReady",
			v1alpha1.Condition{Status: "Unknown", Reason: "Checking", Message: `connector class "web" has not been checked yet`},
		},
		{"the Secret is well", nil, "SecretReady", v1alpha1.Condition{Status: "True"}},
		{
			"no Secret is needed",
			func(in *observation) { in.secret.Referred = false },
			"SecretReady", v1alpha1.Condition{Status: "True", Reason: "SecretOptional"},
		},
		{"the Secret is missing", problem("SecretNotFound"), "SecretReady", v1alpha1.Condition{Status: "False", Reason: "SecretNotFound", Message: "what is wrong"}},
		{"the Secret has another type", problem("SecretTypeMismatch"), "SecretReady", v1alpha1.Condition{Status: "False", Reason: "SecretTypeMismatch", Message: "what is wrong"}},
		{"a key is missing", problem("SecretKeyMissing"), "SecretReady", v1alpha1.Condition{Status: "False", Reason: "SecretKeyMissing", Message: "what is wrong"}},
		{
			"no class to say whether a Secret is needed",
			func(in *observation) { in.class, in.secret.Referred = nil, false },
			"SecretReady", v1alpha1.Condition{Status: "Unknown", Reason: "ConnectorClassNotFound", Message: classMissing},
		},
		{"the tool is there", nil, "LivenessReady", v1alpha1.Condition{Status: "True"}},
		{
			"no liveness probe",
			func(in *observation) { in.liveness = finding{} },
			"LivenessReady", v1alpha1.Condition{Status: "True", Reason: "NonLivenessProbe"},
		},
		{
			"the tool is being asked",
			func(in *observation) { in.liveness = finding{declared: true} },
			"LivenessReady", v1alpha1.Condition{Status: "Unknown", Reason: "Checking", Message: "the tool at https://git.example.com is being asked"},
		},
		{
			"no connection",
			func(in *observation) { in.liveness = answered(probe.ConnectionFailed) },
			"LivenessReady", v1alpha1.Condition{Status: "False", Reason: "ConnectionFailed", Message: "what came back"},
		},
		{
			"another answer than expected",
			func(in *observation) { in.liveness = answered(probe.Rejected) },
			"LivenessReady", v1alpha1.Condition{Status: "False", Reason: "ProbeFailed", Message: "what came back"},
		},
		{"no class to say how to ask", noClass, "LivenessReady", v1alpha1.Condition{Status: "Unknown", Reason: "ConnectorClassNotFound", Message: classMissing}},
		{
			"what an earlier process found",
			func(in *observation) {
				in.liveness = finding{declared: true, inherited: &v1alpha1.Condition{Type: "LivenessReady", Status: "False", Reason: "ProbeFailed", Message: "as before"}}
			},
			"LivenessReady", v1alpha1.Condition{Status: "False", Reason: "ProbeFailed", Message: "as before"},
		},
		{"the credential is accepted", nil, "AuthReady", v1alpha1.Condition{Status: "True"}},
		{
			"no auth probe",
			func(in *observation) { in.auth = finding{} },
			"AuthReady", v1alpha1.Condition{Status: "True", Reason: "NonAuthProbe"},
		},
		{
			"the credential is refused",
			func(in *observation) { in.auth = answered(probe.Rejected) },
			"AuthReady", v1alpha1.Condition{Status: "False", Reason: "AuthenticationFailed", Message: "what came back"},
		},
		{
			"the expression does not accept the answer",
			func(in *observation) { in.auth = answered(probe.Denied) },
			"AuthReady", v1alpha1.Condition{Status: "False", Reason: "AuthenticationFailed", Message: "what came back"},
		},
		{
			"the credential could not be tried",
			func(in *observation) { in.auth = answered(probe.ConnectionFailed) },
			"AuthReady", v1alpha1.Condition{Status: "False", Reason: "ProbeFailed", Message: "what came back"},
		},
		{"nothing to try", problem("SecretNotFound"), "AuthReady", v1alpha1.Condition{Status: "Unknown", Reason: "SecretNotFound", Message: "what is wrong"}},
		{"no class to say how to try", noClass, "AuthReady", v1alpha1.Condition{Status: "Unknown", Reason: "ConnectorClassNotFound", Message: classMissing}},
		{"all is well", nil, "Ready", v1alpha1.Condition{Status: "True"}},
		{
			"the first that is not true",
			func(in *observation) { problem("SecretNotFound")(in); in.liveness = answered(probe.ConnectionFailed) },
			"Ready", v1alpha1.Condition{Status: "False", Reason: "SecretNotFound", Message: "what is wrong"},
		},
		{
			"the proxy Service counts",
			func(in *observation) {
				in.proxy = proxyFailed(reasonProxyServiceConflict, "somebody else's")
			},
			"Ready", v1alpha1.Condition{Status: "False", Reason: "ProxyServiceConflict", Message: "somebody else's"},
		},
	} {
		t.Run(string(test.kind)+"/"+test.name, func(t *testing.T) {
			in := healthy()
			if test.change != nil {
				test.change(&in)
			}
			got := *condition.Find(evaluate(in).Conditions, test.kind)
			got.Type, got.LastProbeTime = "", metav1.Time{}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCACertReady(t *testing.T) {
	for _, test := range []struct {
		name   string
		secret target.CACertSecret
		want   *v1alpha1.Condition
	}{
		{"the flag is off", target.CACertSecret{Name: "ca"}, nil},
		{"none named", target.CACertSecret{Enabled: true}, &v1alpha1.Condition{Status: "True", Reason: "NoCACert"}},
		{
			"loaded",
			target.CACertSecret{Enabled: true, Name: "my-tool-ca", Found: true, Certificates: 1},
			&v1alpha1.Condition{Status: "True", Reason: "Valid", Message: `CA certificate loaded from secret "my-tool-ca"`},
		},
		{
			"missing",
			target.CACertSecret{Enabled: true, Name: "ca"},
			&v1alpha1.Condition{Status: "False", Reason: "SecretNotFound", Message: `Secret "ca" with CA certificates does not exist in namespace "team"`},
		},
		{
			"no certificate in it",
			target.CACertSecret{Enabled: true, Name: "ca", Found: true},
			&v1alpha1.Condition{Status: "False", Reason: "InvalidPEM", Message: `Secret "ca" holds no PEM certificate: one is read from keys that end in .crt or .pem and from values with a PEM header`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			conditions := evaluate(healthy(func(in *observation) { in.caCert = test.secret })).Conditions
			got := condition.Find(conditions, v1alpha1.ConnectorCACertReady)
			if test.want != nil {
				test.want.Type, test.want.Severity = v1alpha1.ConnectorCACertReady, v1alpha1.ConditionSeverityInfo
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if ready := condition.Find(conditions, v1alpha1.ConnectorReady); ready.Status != metav1.ConditionTrue {
				t.Errorf("information counts for Ready: %+v", ready)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	got := evaluate(healthy(func(in *observation) {
		in.caCert = target.CACertSecret{Enabled: true}
		in.proxy.condition.LastProbeTime = probedAt()
	}))
	probed := func(kind v1alpha1.ConditionType) v1alpha1.Condition {
		return v1alpha1.Condition{Type: kind, Status: "True", LastProbeTime: probedAt()}
	}
	want := v1alpha1.ConnectorStatus{
		ObservedGeneration: 3,
		Conditions: []v1alpha1.Condition{
			{Type: "ConnectorClassReady", Status: "True"},
			{Type: "SecretReady", Status: "True"},
			probed("LivenessReady"),
			probed("AuthReady"),
			probed("ProxyServiceReady"),
			{Type: "CACertReady", Status: "True", Severity: "Info", Reason: "NoCACert"},
			{Type: "Ready", Status: "True"},
		},
		Proxy: &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: "http://c-git.team.svc.cluster.local"}},
		API:   &v1alpha1.ConnectorAPIStatus{Path: "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/git/api"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
