// Writes cases.json: what kubectl's own reader (apimachinery's YAMLReader, then sigs.k8s.io/yaml) makes of the inputs.
// Run in this folder: go run . > ../cases.json
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

type result struct {
	Name string `json:"name"`
	YAML string `json:"yaml"`
	// One JSON text a document that isn't empty.
	JSON []string `json:"json,omitempty"`
	// Why the text can't be read.
	Error string `json:"error,omitempty"`
	// Why only the strict reader (the one that rejects duplicate keys) can't read it.
	Strict string `json:"strict,omitempty"`
}

func read(input string) (out result) {
	out.YAML = input
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(input)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			out.JSON, out.Error = nil, err.Error()
			return out
		}
		text, err := yaml.YAMLToJSON(document)
		if err != nil {
			out.JSON, out.Error = nil, err.Error()
			return out
		}
		if _, err := yaml.YAMLToJSONStrict(document); err != nil {
			out.Strict = err.Error()
		}
		if string(text) != "null" {
			out.JSON = append(out.JSON, string(text))
		}
	}
}

func main() {
	var results []result
	for _, in := range append(inputs, scalars()...) {
		out := read(in.yaml)
		out.Name = in.name
		results = append(results, out)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(results); err != nil {
		log.Fatal(err)
	}
}
