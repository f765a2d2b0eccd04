# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares answers of the hall node with data/api/openapi.yaml: route, status, media type, headers and every member."""
import json
import re

import jsonschema
import yaml

METHODS = ('get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace')


class Fault(Exception):
    """An answer that the description does not allow."""


def template_is_push(operation):
    return operation['operationId'] == 'push'


class OpenApi:
    """The description, and what of it has been seen."""

    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.document = yaml.load(file, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))
        self.routes = []
        for template, item in self.document['paths'].items():
            pattern = '/'.join('[^/]+' if part.startswith('{') else re.escape(part) for part in template.split('/'))
            self.routes.append((re.compile(pattern + r'\Z'), template, item))
        self.seen = set()
        self.validators = {}
        self.resolver = jsonschema.RefResolver('', self.document)

    def operations(self):
        return {(method, template) for _, template, item in self.routes for method in item if method in METHODS}

    def problem_types(self):
        return {schema['properties']['type']['const'] for name, schema in self.document['components']['schemas'].items()
                if name.startswith('Problem')}

    def refusal_codes(self):
        return self.document['components']['schemas']['RefusalCode']['enum']

    def resolve(self, node):
        while '$ref' in node:
            found = self.document
            for part in node['$ref'].lstrip('#/').split('/'):
                found = found[part]
            node = found
        return node

    def validate(self, schema, value, where):
        key = id(schema)
        if key not in self.validators:
            # The schema is kept: its id must not be given to another.
            self.validators[key] = (schema, jsonschema.Draft202012Validator(schema, resolver=self.resolver))
        errors = list(self.validators[key][1].iter_errors(value))
        if errors:
            best = jsonschema.exceptions.best_match(errors)
            raise Fault('%s: %s at %s in %.400r' % (where, best.message[:300], '/'.join(map(str, best.absolute_path)), value))

    def find(self, method, path):
        """(operation or None, whether the path is known)"""
        for pattern, template, item in self.routes:
            if pattern.match(path):
                operation = item.get(method.lower())
                return operation, True, template
        return None, False, None

    def allowed(self, method, path, status):
        """The description of an answer of this status, its place, and the operation."""
        operation, known, template = self.find(method, path)
        responses = self.document['components']['responses']
        if operation is not None:
            self.seen.add((method.lower(), template))
            found = operation['responses'].get(str(status), operation['responses'].get('default'))
            return self.resolve(found), '%s %s %d' % (method, template, status), operation
        if status == (405 if known else 404):
            return self.resolve(responses['NoMethod' if known else 'NoRoute']), '%s %s' % (method, path), None
        # Refused before anybody looked for a route.
        return self.resolve(responses['Refused']), '%s %s %d' % (method, path, status), None

    def check(self, method, path, status, headers, body, request=None):
        """Raises Fault unless the answer is one that is described. headers are (name, value) pairs. What was asked is checked too
        when it was granted: a description that forbids what works is as wrong."""
        answer, where, operation = self.allowed(method, path, status)
        given = {name.lower(): value for name, value in headers}
        self.check_headers(answer, given, where)
        self.check_body(answer, given, body, where, status)
        if operation is not None and status == 200 and 'requestBody' in operation:
            (_, media), = operation['requestBody']['content'].items()
            # A batch is taken with lines in it that are no JSON: they are kept in quarantine.
            if not template_is_push(operation):
                self.validate(media['schema'], json.loads(request), 'asked ' + where)

    def check_headers(self, answer, given, where):
        described = {name.lower(): self.resolve(header) for name, header in answer.get('headers', {}).items()}
        for name, header in described.items():
            if name in given:
                self.validate(header['schema'], given[name], '%s, header %s' % (where, name))
            elif header.get('required'):
                raise Fault('%s: the header %s is missing' % (where, name))
        for name in given:
            if (name.startswith('yc-') or name in ('etag', 'retry-after', 'allow')) and name not in described:
                raise Fault('%s: the header %s is not described' % (where, name))

    def check_body(self, answer, given, body, where, status):
        content = answer.get('content')
        if content is None:
            if body:
                raise Fault('%s: a body that is not described' % where)
            return
        media = given.get('content-type', '').split(';')[0].strip()
        if media not in content:
            raise Fault('%s: the media type is %r' % (where, media))
        if not media.endswith('json'):
            return
        value = json.loads(body)
        self.validate(content[media]['schema'], value, where)
        if media == 'application/problem+json':
            self.seen.add(value['type'])
            if value['status'] != status:
                raise Fault('%s: the problem says status %s' % (where, value['status']))
