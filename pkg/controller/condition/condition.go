// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package condition

import (
	"strings"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// maxMessage is the size of the longest message in bytes. Status is read by people and stored with every object.
const maxMessage = 1024

// True is a condition that holds. The reason is empty where there is nothing to say.
func True(kind v1alpha1.ConditionType, reason string) v1alpha1.Condition {
	return v1alpha1.Condition{Type: kind, Status: metav1.ConditionTrue, Reason: reason}
}

// False is a condition that does not hold.
func False(kind v1alpha1.ConditionType, reason, message string) v1alpha1.Condition {
	return v1alpha1.Condition{Type: kind, Status: metav1.ConditionFalse, Reason: reason, Message: bounded(message)}
}

// Unknown is a condition of which nothing can be said yet.
func Unknown(kind v1alpha1.ConditionType, reason, message string) v1alpha1.Condition {
	return v1alpha1.Condition{Type: kind, Status: metav1.ConditionUnknown, Reason: reason, Message: bounded(message)}
}

// bounded cuts a message between two characters and drops bytes that are no text.
func bounded(message string) string {
	message = strings.ToValidUTF8(message, "")
	if len(message) <= maxMessage {
		return message
	}
	const more = "..."
	end := maxMessage - len(more)
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + more
}

// Summary is the condition that sums up others: true when all are, otherwise with the status, reason and message of the
// first that is not. Conditions with a severity are for information and do not count.
func Summary(kind v1alpha1.ConditionType, of []v1alpha1.Condition) v1alpha1.Condition {
	for i := range of {
		if of[i].Severity == "" && of[i].Status != metav1.ConditionTrue {
			return v1alpha1.Condition{Type: kind, Status: of[i].Status, Reason: of[i].Reason, Message: of[i].Message}
		}
	}
	return True(kind, "")
}

// Find gives the condition of a type, nil when there is none.
func Find(conditions []v1alpha1.Condition, kind v1alpha1.ConditionType) *v1alpha1.Condition {
	for i := range conditions {
		if conditions[i].Type == kind {
			return &conditions[i]
		}
	}
	return nil
}

// Merge gives the conditions of next with their transition times: that of before where the status is the same, now
// where it is not. It changes neither list.
func Merge(before, next []v1alpha1.Condition, now metav1.Time) []v1alpha1.Condition {
	merged := make([]v1alpha1.Condition, len(next))
	for i := range next {
		merged[i] = next[i]
		merged[i].LastTransitionTime = now
		if old := Find(before, next[i].Type); old != nil && old.Status == next[i].Status && !old.LastTransitionTime.IsZero() {
			merged[i].LastTransitionTime = old.LastTransitionTime
		}
	}
	return merged
}
