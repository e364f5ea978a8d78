# cmake -DOUTPUT=FILE -DSOURCE=FILE -DHEADERS="PATH|..." -DNAMES="NAME|..."
#       -P EmbedFiles.cmake
# Writes the C++ behind EmbeddedFiles.h: the text of SOURCE, and those of
# HEADERS under the names they are included by.

function(read_literal file result)
  file(READ "${file}" text)
  set(${result} "R\"MAPWRIGHT(${text})MAPWRIGHT\"" PARENT_SCOPE)
endfunction()

string(REPLACE "|" ";" headers "${HEADERS}")
string(REPLACE "|" ";" names "${NAMES}")
set(rows "")
foreach(header name IN ZIP_LISTS headers names)
  read_literal("${header}" text)
  string(APPEND rows "    {\"${name}\", ${text}},\n")
endforeach()
read_literal("${SOURCE}" source)

file(WRITE "${OUTPUT}" "// Made by EmbedFiles.cmake.

#include \"lib/Target/Compile/EmbeddedFiles.h\"

using namespace mapwright::detail;

static constexpr EmbeddedFile headers[] = {
${rows}};

llvm::ArrayRef<EmbeddedFile> mapwright::detail::getEmbeddedHeaders() {
  return headers;
}

llvm::StringRef mapwright::detail::getMemoryFunctions() {
  return ${source};
}
")
