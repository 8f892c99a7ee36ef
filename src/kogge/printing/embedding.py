"""Says in a PDF's metadata that it carries an invoice as data; and lays several PDFs one behind the other."""

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

URN = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
LEVEL = "EN 16931"

_PROPERTIES = {
    "DocumentFileName": ("factur-x.xml", "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "Version": ("1.0", "The version of the standard applying to the embedded XML document"),
    "ConformanceLevel": (LEVEL, "The conformance level of the embedded XML document"),
}
_END_OF_SCHEMAS, _END = b"</rdf:Bag></pdfaExtension:schemas>", b"</rdf:RDF>"


def declare_data(pdf: bytes) -> bytes:
    """Return a PDF/A-3 with what Factur-X wants in its metadata: the four properties, and the schema they belong to."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    root = writer.root_object
    before = root["/Metadata"].get_object().get_data()  # type: ignore[union-attr]  # a stream, by PDF/A
    stream = DecodedStreamObject()
    stream.set_data(_declare(before))
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    root[NameObject("/Metadata")] = writer._add_object(stream)  # noqa: SLF001 - what its own documentation calls
    return _write(writer)


def join(pdfs: Iterable[bytes]) -> bytes:
    """Return several PDFs as one: for the printer, not to be kept."""
    writer = PdfWriter()
    for pdf in pdfs:
        for page in PdfReader(BytesIO(pdf)).pages:
            writer.add_page(page)
    writer.compress_identical_objects()
    return _write(writer)


def _declare(metadata: bytes) -> bytes:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _about) in _PROPERTIES.items())
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
        for name, (_value, about) in _PROPERTIES.items()
    )
    schema = (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{URN}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    description = f'<rdf:Description rdf:about="" xmlns:fx="{URN}">{values}</rdf:Description>'
    told = metadata.replace(_END_OF_SCHEMAS, schema.encode() + _END_OF_SCHEMAS, 1)
    return told.replace(_END, description.encode() + _END, 1)


def _write(writer: PdfWriter) -> bytes:
    writer.pdf_header = "%PDF-1.7"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
