// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
	"strings"

	"connectors.alauda.io/pkg/plugin"
)

// placed is the Place of an address as operations name it, or why there is none.
type placed struct {
	name  string
	place *Place
	err   error
}

// places are sorted by name. There is one of them for each Connector, and a map would be several times as large.
type places []placed

func (p places) find(name string) (placed, bool) {
	i, ok := slices.BinarySearchFunc(p, name, func(at placed, name string) int { return strings.Compare(at.name, name) })
	if !ok {
		return placed{}, false
	}
	return p[i], true
}

// placing makes the Places of one Target.
type placing struct {
	*Target
	in inputs
	// told goes to places of the Connector's own, openly to all others.
	told, openly *told
}

// told is what a class API is told of a Connector, whatever the place.
type told struct {
	secretType string
	secret     map[string]Credential
	custom     []*x509.Certificate
}

func (to *told) at(t *Target, address Address, baseURL string) *Place {
	return NewPlace(t, address, func() *plugin.Call {
		return NewCall(baseURL, to.secretType, to.secret, to.custom).WithAddresses(t.Further(address))
	})
}

// setPlaces makes what At looks up. It comes after all else of the Target.
func (t *Target) setPlaces(in inputs, secret AuthSecret) {
	if t.API == nil {
		return
	}
	p := placing{
		Target: t, in: in,
		told:   &told{secretType: secret.told.secretType, secret: secret.told.secret, custom: in.roots.custom},
		openly: &told{custom: in.roots.custom},
	}
	t.places = make(places, 1, 1+len(in.described.addresses))
	t.places[0] = placed{place: p.told.at(t, t.Address, in.connector.Spec.Address)}
	for _, named := range in.described.addresses {
		made := placed{name: named.text}
		if named.isURL {
			made.place, made.err = p.url(named)
		} else {
			made.place, made.err = p.extension(named.text)
		}
		t.places = append(t.places, made)
	}
}

// extension is the place of a name.
func (p *placing) extension(name string) (*Place, error) {
	given := p.in.connector.Spec.AddressExtensions
	for i := range given {
		if given[i].Name == name && given[i].Value.StringVal != "" && declares(p.in.class.Spec.AddressExtensions, name) {
			return p.told.at(p.Target, p.Extensions[name], given[i].Value.StringVal), nil
		}
	}
	if !declares(p.in.class.Spec.AddressExtensions, name) {
		// The text may be anything, a URL that lacks its scheme and has a password too.
		return nil, fmt.Errorf("this operation of connector class %q is at an address extension which the class does not declare",
			p.in.class.Name)
	}
	return nil, fmt.Errorf("this operation of connector class %q is at address extension %q, which the connector does not give: "+
		"name it in spec.addressExtensions", p.in.class.Name, name)
}

// url is the place of a URL that the class names. It is told the credential only at an address of the Connector's own or
// below one.
func (p *placing) url(named namedAddress) (*Place, error) {
	if named.err != nil {
		return nil, fmt.Errorf("this operation of connector class %q has no place: %w", p.in.class.Name, named.err)
	}
	for _, own := range p.addresses() {
		switch {
		case own == named.address:
			return p.told.at(p.Target, own, named.text), nil
		case own.contains(named.address):
			return p.told.at(p.widened(named), named.address, named.text), nil
		}
	}
	return p.openly.at(p.elsewhere(named.address), named.address, named.text), nil
}

// widened is a copy of the Target that counts one more address among its own, one below those that it has.
func (p *placing) widened(named namedAddress) *Target {
	made := *p.Target
	made.API, made.places = nil, nil
	made.Extensions = make(map[string]Address, len(p.Extensions)+1)
	maps.Copy(made.Extensions, p.Extensions)
	made.Extensions[named.text] = named.address
	return &made
}

// elsewhere is a copy of the Target for an address that is not its own.
func (p *placing) elsewhere(address Address) *Target {
	made := *p.Target
	made.API, made.places = nil, nil
	made.Address, made.Extensions = address, nil
	made.Injector, made.SecretResourceVersion = nil, ""
	return &made
}

// contains says whether all that other matches, a matches too.
func (a Address) contains(other Address) bool {
	return a.scheme != "" && a.scheme == other.scheme && a.host == other.host && a.port == other.port &&
		(other.prefix == a.prefix || strings.HasPrefix(other.prefix, a.prefix+"/"))
}
