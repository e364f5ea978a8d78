//===- JSONRenderer.cpp - Diagnostics as lines of JSON --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiagnosticView.h"

#include "llvm/Support/JSON.h"

using namespace mapwright;
namespace json = llvm::json;

/// Texts may quote any bytes of a source; JSON is UTF-8.
static std::string utf8(llvm::StringRef text) { return json::fixUTF8(text); }

static void writePosition(json::OStream &out,
                          const std::optional<FilePosition> &position) {
  if (!position) {
    out.attribute("location", nullptr);
    return;
  }
  out.attributeObject("location", [&] {
    out.attribute("file", utf8(position->file));
    out.attribute("line", position->line);
    out.attribute("column", position->column);
    out.attribute("end_line", position->endLine);
    out.attribute("end_column", position->endColumn);
  });
}

static void writeEdit(json::OStream &out, const SourceEdit &edit) {
  out.object([&] {
    out.attribute("file", utf8(edit.file));
    out.attribute("begin", edit.begin);
    out.attribute("end", edit.end);
    out.attribute("text", utf8(edit.text));
  });
}

static void writeFix(json::OStream &out, const Fix &fix) {
  bool machine = fix.applicability == Applicability::Machine;
  out.object([&] {
    out.attribute("title", utf8(fix.title));
    out.attribute("applicability", machine ? "machine" : "maybe");
    out.attributeArray("edits", [&] {
      for (const SourceEdit &edit : fix.edits)
        writeEdit(out, edit);
    });
  });
}

static void writeNote(json::OStream &out, const DiagnosticView &note) {
  out.object([&] {
    out.attribute("message", utf8(note.message));
    writePosition(out, note.position);
  });
}

static void writeId(json::OStream &out, std::optional<DiagId> id) {
  if (!id) {
    out.attribute("id", nullptr);
    out.attribute("group", nullptr);
    return;
  }
  out.attribute("id", getDiagInfo(*id).name);
  out.attribute("group", getDiagInfo(*id).group);
}

/// Only where there are some.
static void writeFacts(json::OStream &out,
                       llvm::ArrayRef<DiagnosticFact> facts) {
  if (facts.empty())
    return;
  out.attributeObject("facts", [&] {
    for (const DiagnosticFact &fact : facts)
      if (fact.number)
        out.attribute(fact.name, *fact.number);
      else
        out.attribute(fact.name, utf8(fact.word));
  });
}

void mapwright::renderJSON(const DiagnosticView &view, llvm::raw_ostream &os) {
  json::OStream out(os);
  out.object([&] {
    out.attribute("schema", "mapwright-diagnostics/1");
    out.attribute("severity", spelling(view.severity));
    writeId(out, view.id);
    out.attribute("message", utf8(view.message));
    writePosition(out, view.position);
    out.attributeArray("notes", [&] {
      for (const DiagnosticView &note : view.notes)
        writeNote(out, note);
    });
    out.attributeArray("fixes", [&] {
      for (const Fix &fix : view.fixes)
        writeFix(out, fix);
    });
    writeFacts(out, view.facts);
  });
  os << '\n';
}
