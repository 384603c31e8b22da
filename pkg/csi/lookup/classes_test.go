// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Pods that start at once do not all ask for a class that the informer has not shown yet.
func TestCrowdAsksOnce(t *testing.T) {
	for name, objects := range map[string][]runtime.Object{"a class": {gitClass()}, "no class": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAPI(t, objects...)
				open := make(chan struct{})
				a.before = func() error { <-open; return nil }
				var crowd errgroup.Group
				for range 100 {
					crowd.Go(func() error {
						compiled, object, err := a.classes.Get(t.Context(), "git")
						if objects == nil && apierrors.IsNotFound(err) {
							return nil
						}
						if err == nil && (compiled == nil || object.Name != "git") {
							return errors.New("something else was found")
						}
						return err
					})
				}
				synctest.Wait()
				close(open)
				if err := crowd.Wait(); err != nil {
					t.Error(err)
				}
				_, _, _ = a.classes.Get(t.Context(), "git")
				if reads := a.reads.Load(); reads != 1 {
					t.Errorf("%d reads", reads)
				}
				<-time.After(liveTTL + time.Millisecond)
				_, _, _ = a.classes.Get(t.Context(), "git")
				if reads := a.reads.Load(); reads != 2 {
					t.Errorf("%d reads after the answer was too old, want another", reads)
				}
			})
		})
	}
}

func TestClassesAreCompiledOnChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, gitClass())
		a.start(t)
		classes := a.ConnectorsV1alpha1().ConnectorClasses()
		first, object, err := a.classes.Get(t.Context(), "git")
		if err != nil || object.ManagedFields != nil {
			t.Fatalf("got %+v, error %v", object, err)
		}

		next := gitClass()
		next.Status.ObservedGeneration = 1
		_, err = classes.UpdateStatus(t.Context(), next, metav1.UpdateOptions{})
		a.settle(t, err)
		if same, object, _ := a.classes.Get(t.Context(), "git"); same != first || object.Status.ObservedGeneration != 1 {
			t.Error("a change of the status compiled the class again, or is not shown")
		}

		next = next.DeepCopy()
		next.Generation = 2
		_, err = classes.Update(t.Context(), next, metav1.UpdateOptions{})
		a.settle(t, err)
		second, _, _ := a.classes.Get(t.Context(), "git")
		if second == first {
			t.Error("a change of the spec did not compile the class again")
		}

		next = next.DeepCopy()
		next.UID = "2"
		_, err = classes.Update(t.Context(), next, metav1.UpdateOptions{})
		a.settle(t, err)
		if third, _, _ := a.classes.Get(t.Context(), "git"); third == second {
			t.Error("another class of the same name and generation is taken for the old one")
		}
		if reads := a.reads.Load(); reads != 0 {
			t.Errorf("%d reads, though the informer knows it", reads)
		}

		a.settle(t, classes.Delete(t.Context(), "git", metav1.DeleteOptions{}))
		if _, _, err := a.classes.Get(t.Context(), "git"); !apierrors.IsNotFound(err) {
			t.Errorf("after its deletion: error %v", err)
		}
		_, err = classes.Create(t.Context(), gitClass(), metav1.CreateOptions{})
		a.settle(t, err)
		if _, _, err := a.classes.Get(t.Context(), "git"); err != nil {
			t.Errorf("after it was made again: error %v", err)
		}
	})
}

func TestFailedReadIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, gitClass())
		a.before = func() error { return errors.New("dial tcp 10.96.0.1:443: refused") }
		_, _, err := a.classes.Get(t.Context(), "git")
		if want := `reading ConnectorClass "git": the API server cannot be asked now, it is tried again`; !apierrors.IsServiceUnavailable(err) || err.Error() != want {
			t.Errorf("error %v", err)
		}
		a.before = nil
		if _, _, err := a.classes.Get(t.Context(), "git"); err != nil {
			t.Error(err)
		}
	})
}

// Who gives up gets no answer; those who share the question do.
func TestOneOfManyGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, gitClass())
		open := make(chan struct{})
		a.before = func() error { <-open; return nil }
		ctx, cancel := context.WithCancel(t.Context())
		var first, second errgroup.Group
		first.Go(func() error { _, _, err := a.classes.Get(ctx, "git"); return err })
		synctest.Wait()
		second.Go(func() error { _, _, err := a.classes.Get(t.Context(), "git"); return err })
		synctest.Wait()
		cancel()
		if err := first.Wait(); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up: error %v", err)
		}
		close(open)
		if err := second.Wait(); err != nil || a.reads.Load() != 1 {
			t.Errorf("who waited: error %v after %d reads", err, a.reads.Load())
		}
	})
}

func TestLiveReadsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		open := make(chan struct{})
		a.before = func() error { <-open; return nil }
		var crowd errgroup.Group
		for i := range 10 * liveReads {
			crowd.Go(func() error {
				if _, _, err := a.classes.Get(t.Context(), fmt.Sprintf("class-%d", i)); !apierrors.IsNotFound(err) {
					return fmt.Errorf("class-%d: %w", i, err)
				}
				return nil
			})
		}
		synctest.Wait()
		if reads := a.reads.Load(); reads != liveReads {
			t.Errorf("%d reads at once, want %d", reads, liveReads)
		}
		close(open)
		if err := crowd.Wait(); err != nil {
			t.Error(err)
		}
	})
}
