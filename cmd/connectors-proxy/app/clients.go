// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/clientauth/jwks"
	"connectors.alauda.io/pkg/proxy/decision"
)

// reviewTimeout bounds one request of a review: a caller waits for it.
const reviewTimeout = 5 * time.Second

// CallerOptions are the flags for who may call.
type CallerOptions struct {
	// AcceptAPIServerAudience lets in tokens for the kube-apiserver, over TLS.
	AcceptAPIServerAudience bool
}

func (o *CallerOptions) addFlags(flags *pflag.FlagSet) {
	flags.BoolVar(&o.AcceptAPIServerAudience, "accept-apiserver-audience", o.AcceptAPIServerAudience,
		"Let in callers with tokens for the kube-apiserver as well, when they come over TLS. Such a token opens more than tools: "+
			"prefer tokens for the audience "+clientauth.Audience+".")
}

// callers is what says who is calling and what they may do.
type callers struct {
	authenticator *clientauth.Authenticator
	authorizer    *clientauth.Authorizer
	// keys are to be run, and have to be synced before there are callers.
	keys *jwks.Keys
	// metrics are to be registered, once in a process.
	metrics *clientauth.Metrics
}

// clients are the connections to the cluster.
type clients struct {
	connectors versioned.Interface
	kube       kubernetes.Interface
	metadata   metadata.Interface
	// reviews is for questions that a caller waits for.
	reviews kubernetes.Interface
}

func newClients(kubeconfig string) (*clients, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("no connection to a cluster, give --kubeconfig or run in a Pod: %w", err)
	}
	rest.AddUserAgent(config, "connectors-proxy")
	// Every Connector's Secret is read once at the start, and every new caller is asked about; the cluster's own fairness
	// decides how fast.
	config.QPS = -1
	c := &clients{}
	if c.connectors, err = versioned.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("making the client of connectors: %w", err)
	}
	if c.kube, err = kubernetes.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("making the client of the cluster: %w", err)
	}
	if c.metadata, err = metadata.NewForConfig(config); err != nil {
		return nil, fmt.Errorf("making the metadata client of the cluster: %w", err)
	}
	bounded := rest.CopyConfig(config)
	bounded.Timeout = reviewTimeout
	if c.reviews, err = kubernetes.NewForConfig(bounded); err != nil {
		return nil, fmt.Errorf("making the client for reviews: %w", err)
	}
	return c, nil
}

// newCallers makes what says who is calling and what they may do. It starts nothing.
func (c *clients) newCallers(options CallerOptions) (*callers, error) {
	made := &callers{metrics: clientauth.NewMetrics()}
	var err error
	made.keys, err = jwks.New(c.reviews.Discovery().RESTClient(), jwks.Options{Observe: made.metrics.Refreshed})
	if err != nil {
		return nil, err
	}
	made.authenticator, err = clientauth.NewAuthenticator(clientauth.Options{
		Reviewer:                c.reviews.AuthenticationV1().TokenReviews(),
		Keys:                    made.keys,
		Metrics:                 made.metrics,
		Clock:                   clock.RealClock{},
		AcceptAPIServerAudience: options.AcceptAPIServerAudience,
	})
	if err != nil {
		return nil, err
	}
	decisions, err := clientauth.NewDecisions(c.reviews.AuthorizationV1(), made.metrics)
	if err != nil {
		return nil, err
	}
	// No Group: every Connector is asked about by name, since no kube-apiserver stands before us that would ask again.
	remembered, err := decision.New(decisions, decision.Options{
		AllowTTL: clientauth.Remember, DenyTTL: clientauth.Remember, Renewal: clientauth.Renewal,
	})
	if err != nil {
		return nil, fmt.Errorf("making the memory of decisions: %w", err)
	}
	made.authorizer, err = clientauth.NewAuthorizer(remembered)
	return made, err
}
