// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package condition

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Transition is a change of a condition that is worth an Event.
type Transition struct {
	// Type is that of the condition.
	Type v1alpha1.ConditionType
	// EventType is Normal or Warning; Reason and Message are those of the Event.
	EventType, Reason, Message string
}

// Transitions gives the changes from before to after that are worth an Event. A condition that becomes false, or is
// false for another reason, is a Warning with the condition's reason. One that becomes true after it was false is
// Normal, with the type of the condition as reason. The summary has no Warning, which would repeat another, and is
// Normal whenever it becomes true. What begins true or unknown is no news.
func Transitions(before, after []v1alpha1.Condition, summary v1alpha1.ConditionType) []Transition {
	var transitions []Transition
	for i := range after {
		next := &after[i]
		old := Find(before, next.Type)
		wasTrue := old != nil && old.Status == metav1.ConditionTrue
		wasFalse := old != nil && old.Status == metav1.ConditionFalse
		switch {
		case next.Status == metav1.ConditionTrue && !wasTrue && (wasFalse || next.Type == summary):
			transitions = append(transitions, normal(next))
		case next.Status == metav1.ConditionFalse && next.Type != summary && (!wasFalse || old.Reason != next.Reason):
			transitions = append(transitions, Transition{
				Type: next.Type, EventType: corev1.EventTypeWarning, Reason: next.Reason, Message: next.Message,
			})
		}
	}
	return transitions
}

func normal(next *v1alpha1.Condition) Transition {
	message := next.Message
	if message == "" {
		message = "Condition " + string(next.Type) + " is true"
	}
	return Transition{Type: next.Type, EventType: corev1.EventTypeNormal, Reason: string(next.Type), Message: message}
}
