//===- DiagnosticConsole.cpp - Shows diagnostics to the user --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/DiagnosticConsole.h"

#include "AllowComments.h"
#include "DiagnosticView.h"
#include "SourceLookup.h"
#include "TextRenderer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using mlir::DiagnosticSeverity;

/// Writes diagnostics in the form asked for.
class DiagnosticConsole::Renderer {
public:
  Renderer(llvm::raw_ostream &os, const llvm::SourceMgr *sources,
           const DiagnosticOptions &options, bool colors)
      : sources(sources), text(os, this->sources, options.toolName, colors),
        os(os), format(options.format) {}

  void render(const DiagnosticView &view) {
    if (format == DiagnosticFormat::JSON)
      renderJSON(view, os);
    else
      text.render(view);
    os.flush();
  }

  bool isAllowed(const DiagnosticView &view) {
    const SourceText *source = nullptr;
    if (view.id && view.position)
      source = sources.find(view.position->file);
    return source && isAllowedByComment(*source, view.position->line, *view.id);
  }

private:
  SourceLookup sources;
  TextRenderer text;
  llvm::raw_ostream &os;
  DiagnosticFormat format;
};

static bool wantsColors(const llvm::raw_ostream &os, ColorMode mode) {
  if (mode != ColorMode::Auto)
    return mode == ColorMode::Always;
  std::optional<std::string> noColor = llvm::sys::Process::GetEnv("NO_COLOR");
  return !(noColor && !noColor->empty()) && os.is_displayed() &&
         os.has_colors();
}

static DiagnosticView makeView(const mlir::Diagnostic &diag) {
  DiagnosticView view;
  view.severity = diag.getSeverity();
  view.message = diag.str();
  view.position = findPosition(diag.getLocation());
  view.id = getDiagId(diag);
  view.fixes = getFixes(diag);
  view.facts = getFacts(diag);
  for (const mlir::Diagnostic &note :
       const_cast<mlir::Diagnostic &>(diag).getNotes())
    view.notes.push_back(makeView(note));
  return view;
}

static void reportUnknown(mlir::MLIRContext *context, llvm::StringRef option,
                          llvm::StringRef name) {
  DiagnosticBuilder diag =
      diagnose(mlir::UnknownLoc::get(context), DiagId::UnknownWarning);
  diag << "unknown diagnostic '" << name << "' in option '-W" << option << "'";
  if (llvm::StringRef closest = closestDiagnostic(name); !closest.empty())
    diag << "; did you mean '" << closest << "'?";
}

DiagnosticConsole::DiagnosticConsole(mlir::MLIRContext *context,
                                     llvm::raw_ostream &os,
                                     const llvm::SourceMgr *sources,
                                     DiagnosticOptions optionsGiven)
    : os(os), options(std::move(optionsGiven)) {
  renderer = std::make_unique<Renderer>(os, sources, options,
                                        wantsColors(os, options.color));
  handler = std::make_unique<mlir::ScopedDiagnosticHandler>(
      context, [this](mlir::Diagnostic &diag) { handle(diag); });
  llvm::SmallVector<std::pair<llvm::StringRef, llvm::StringRef>> unknown;
  for (llvm::StringRef option : options.warnings)
    if (llvm::StringRef name = policy.add(option); !name.empty())
      unknown.push_back({option, name});
  if (options.suppressWarnings)
    policy.suppressAll();
  for (auto [option, name] : unknown)
    reportUnknown(context, option, name);
}

DiagnosticConsole::~DiagnosticConsole() = default;

void DiagnosticConsole::handle(mlir::Diagnostic &diag) {
  DiagnosticView view = makeView(diag);
  std::optional<WarningPolicy::Verdict> verdict =
      policy.judge(view.id, view.severity);
  if (!verdict ||
      (view.severity != DiagnosticSeverity::Error && renderer->isAllowed(view)))
    return;
  view.severity = verdict->severity;
  view.promoted = verdict->promoted;
  numErrors += view.severity == DiagnosticSeverity::Error;
  numWarnings += view.severity == DiagnosticSeverity::Warning;
  llvm::append_range(fixes, view.fixes);
  renderer->render(view);
}

static std::string formatCount(unsigned count, llvm::StringRef what) {
  return (llvm::Twine(count) + " " + what + (count == 1 ? "" : "s")).str();
}

void DiagnosticConsole::printSummary() {
  if (options.format == DiagnosticFormat::JSON || numErrors + numWarnings == 0)
    return;
  llvm::SmallVector<std::string, 2> counts;
  if (numErrors > 0)
    counts.push_back(formatCount(numErrors, "error"));
  if (numWarnings > 0)
    counts.push_back(formatCount(numWarnings, "warning"));
  os << llvm::join(counts, " and ") << " generated.\n";
  os.flush();
}
