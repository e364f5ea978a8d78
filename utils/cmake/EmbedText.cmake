# Writes a text file as a C++ string constant:
#   cmake -DINPUT=FILE -DOUTPUT=FILE.cpp -DSYMBOL=NAME -P EmbedText.cmake
# It becomes mapwright::SYMBOL, a `const char *`.
file(READ "${INPUT}" text)
get_filename_component(name "${INPUT}" NAME)
string(CONCAT source
  "// Made of ${name}.\n"
  "namespace mapwright {\n"
  "extern const char *const ${SYMBOL};\n"
  "const char *const ${SYMBOL} = R\"=====(${text})=====\";\n"
  "} // namespace mapwright\n")
file(WRITE "${OUTPUT}" "${source}")
